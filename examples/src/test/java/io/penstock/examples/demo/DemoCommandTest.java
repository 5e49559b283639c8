package io.penstock.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.examples.crash.CsvOutput;
import io.penstock.examples.flights.PlainDelays;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo as a user starts it, with journal and files, and without pauses. */
class DemoCommandTest {
    private static final Path FLIGHTS = Path.of("data", "flights.csv");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void dir() {
        dir = temporary.resolve("run");
    }

    private int demo(String... words) {
        CommandLine commandLine = new CommandLine(new DemoCommand());
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(words);
    }

    private int demo(Path input) {
        return demo("--dir=" + dir, "--input=" + input, "--pace=0");
    }

    private DemoFiles files(Path input) {
        return new DemoFiles(input, dir);
    }

    @Test
    void outputIsThatOfThePlainComputationAndNothingIsLeftBehind() throws IOException {
        assertThat(demo(FLIGHTS)).as(err.toString()).isZero();
        List<String> rows = CsvOutput.rows(files(FLIGHTS).delays());
        rows.sort(null);
        assertThat(rows).isEqualTo(PlainDelays.rows(FLIGHTS));
        assertThat(files(FLIGHTS).written().leftBehind()).isEmpty();
        assertThat(out.toString())
                .contains("job 'delays' finished", "DAL      2001-02-15          11   101.2 min", "4,461 airport-days");
    }

    @Test
    void aFinishedJobSaysSoAndFreshRunsItAgain() throws IOException {
        Path few = Files.write(
                temporary.resolve("few.csv"), Files.readAllLines(FLIGHTS).subList(0, 500));
        assertThat(demo(few)).as(err.toString()).isZero();
        assertThat(demo(few)).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsOnlyOnce("job 'delays' had finished before")
                .contains("add --fresh");
        assertThat(demo("--dir=" + dir, "--input=" + few, "--pace=0", "--fresh"))
                .isZero();
        assertThat(out.toString()).contains("the former run is now in " + dir + ".until-");
        assertThat(CsvOutput.rows(files(few).delays())).hasSameElementsAs(PlainDelays.rows(few));
    }

    @Test
    void lateFlightsAndLinesThatAreNoneAreCountedAndWritten() throws IOException {
        List<String> lines = Files.readAllLines(FLIGHTS);
        lines.add(10, "2001-01-01T06:30,MDW");
        lines.add("2001-01-01T06:30,MDW,STL,251,-8");
        Path input = Files.write(temporary.resolve("dirty.csv"), lines);
        assertThat(demo(input)).as(err.toString()).isZero();
        assertThat(CsvOutput.rows(files(input).late())).containsExactly("2001-01-01T06:30:00Z,MDW,STL,251,-8");
        assertThat(CsvOutput.rows(files(input).deadLetters()))
                .singleElement()
                .asString()
                .contains("dirty.csv", "line 11", "5 fields");
        assertThat(out.toString()).contains("1 late flights in", "1 dead letters in");
    }
}
