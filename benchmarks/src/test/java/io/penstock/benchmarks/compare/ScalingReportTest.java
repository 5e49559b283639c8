package io.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmarks.Machine;
import io.penstock.workloads.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingReportTest {
    private static final Machine MACHINE =
            new Machine("abc1234", "a processor", 2, "a JVM", "1", "2026-01-02T03:04:05Z");

    private static MeasuredCurve.At at(int operators, double cpuSeconds) {
        Outcome outcome = new Outcome(
                "1.0",
                0,
                1_000_000,
                1,
                cpuSeconds,
                new Outcome.Checkpoints(3, 4, 5, 2_048, 4_096),
                null,
                null,
                null,
                null,
                1e8,
                List.of(),
                0.5);
        return new MeasuredCurve.At(
                new Curve.Point(String.valueOf(operators), operators, 1_000, 2, operators),
                new Rounds(Contender.PENSTOCK, Collector.PARALLEL, List.of(outcome)));
    }

    private static MeasuredCurve curve(MeasuredCurve.At... points) {
        return new MeasuredCurve(Curve.named("operators"), "2g", List.of(points));
    }

    @Test
    void growthIsOneWhereCostGrowsAsWhatGrows() {
        assertThat(curve(at(1, 0.1), at(10, 1.0)).growth(1)).isEqualTo(1);
    }

    @Test
    void growthIsTwoWhereCostGrowsAsItsSquare() {
        assertThat(curve(at(1, 0.1), at(2, 0.2), at(4, 0.8)).growth(2)).isEqualTo(2);
    }

    @Test
    void linesSayWhatTheFirstOneCosts() {
        assertThat(ScalingReport.table(curve(at(1, 0.1), at(5, 0.2))))
                .contains("| 1 | 1.00 (1.00-1.00) | 100 (100-100) | 1.00 x | 1 x |  |")
                .contains("| 5 | 1.00 (1.00-1.00) | 200 (200-200) | 2.00 x | 5 x | 0.43 |");
    }

    @Test
    void keepsEverythingThatIsNeededToJudgeAFigure(@TempDir Path directory) throws Exception {
        ScalingReport report = new ScalingReport(MACHINE, "operators");
        report.add(curve(at(1, 0.1), at(2, 0.2)));

        Path markdown = report.write(directory);

        assertThat(markdown).hasFileName("scaling-2026-01-02T030405Z.md");
        assertThat(Files.readString(markdown)).contains("abc1234", "2 x a processor", "heap 2g", "exact");
        assertThat(Files.readString(directory.resolve("scaling-2026-01-02T030405Z.json")))
                .contains("\"commit\" : \"abc1234\"", "\"passes\" : 2");
        assertThat(Files.readString(directory.resolve("scaling-2026-01-02T030405Z.svg")))
                .startsWith("<svg")
                .contains("CPU ns per record against trivial operators");
    }
}
