package io.penstock.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmarks.Machine;
import io.penstock.workloads.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Machine MACHINE =
            new Machine("abc1234", "a processor", 2, "a JVM", "1", "2026-01-02T03:04:05Z");

    private static Outcome outcome(long millions, String... wrong) {
        return new Outcome(
                "1.0",
                0,
                millions * 1_000_000,
                1,
                2,
                new Outcome.Checkpoints(3, 4, 5, 2_048, 4_096),
                null,
                null,
                null,
                null,
                1e8,
                List.of(wrong),
                0.5);
    }

    private static Rounds rounds(Contender contender, long... millions) {
        return new Rounds(
                contender,
                Collector.PARALLEL,
                Arrays.stream(millions).mapToObj(ReportTest::outcome).toList());
    }

    private static Comparison comparison() {
        return new Comparison(
                new Case("W1", 1_000, 0),
                List.of(rounds(Contender.PENSTOCK, 30, 10, 20), rounds(Contender.FLINK, 5, 3)));
    }

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(rounds(Contender.JET, 30, 10, 20).median(Outcome::millionsPerSecond))
                .isEqualTo(20);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(rounds(Contender.JET, 9, 1, 5, 3).median(Outcome::millionsPerSecond))
                .isEqualTo(4);
    }

    @Test
    void ratiosAreOfMedians() {
        assertThat(Report.table(comparison()))
                .contains("| penstock (1.0) | parallel | 3 | 20.00 (10.00-30.00) | 0.1000 | 1.00 x (1.00 x) |")
                .contains("| flink (1.0) | parallel | 2 | 4.00 (3.00-5.00) | 0.5333 | 5.00 x (0.19 x) |");
    }

    @Test
    void anEngineOnSeveralCollectorsIsNamedWithThem() {
        Rounds g1 = new Rounds(Contender.JET, Collector.G1, List.of(outcome(1)));
        Rounds serial = new Rounds(Contender.JET, Collector.SERIAL, List.of(outcome(1)));
        Rounds plain = rounds(Contender.PLAIN, 1);
        Comparison comparison = new Comparison(new Case("W1", 1_000, 0), List.of(g1, serial, plain));

        assertThat(comparison.engines().stream().map(comparison::label))
                .containsExactly("jet, g1", "jet, serial", "plain");
    }

    @Test
    void oneWrongRoundMakesTheRowWrong() {
        Rounds rounds = new Rounds(Contender.JET, Collector.G1, List.of(outcome(1), outcome(2, "a sum"), outcome(3)));

        assertThat(Report.table(new Comparison(new Case("W1", 1_000, 0), List.of(rounds))))
                .contains("| WRONG |");
    }

    @Test
    void keepsEverythingThatIsNeededToJudgeAFigure(@TempDir Path directory) throws Exception {
        Report report = new Report(MACHINE, "W1");
        report.add(comparison());

        Path markdown = report.write(directory);

        assertThat(markdown).hasFileName("compare-2026-01-02T030405Z.md");
        assertThat(Files.readString(markdown)).contains("abc1234", "2 x a processor", "W1, 1,000 keys", "exact");
        assertThat(Files.readString(directory.resolve("compare-2026-01-02T030405Z.json")))
                .contains("\"commit\" : \"abc1234\"", "\"records\" : 30000000");
        assertThat(Files.readString(directory.resolve("compare-2026-01-02T030405Z.svg")))
                .startsWith("<svg")
                .contains(">penstock</text>", ">20.00</text>");
    }
}
