package io.penstock.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The soak as a user starts it, with processes and kills. */
class SoakCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int soak(String... words) {
        CommandLine commandLine = new CommandLine(new SoakCommand());
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(words);
    }

    @Test
    void jobsThatAreKilledTenTimesLoseNothingAndRepeatNothing() {
        assertThat(soak("--dir=" + dir, "--kills=10", "--seed=1"))
                .as("%s%s", out, err)
                .isZero();
        assertThat(out.toString()).contains("all identical").doesNotContain("DIFFERENT", "FAILED");
        assertThat(dir).as("rounds with identical output leave nothing").isEmptyDirectory();
    }

    @Test
    void aRoundThatFailsEndsWithTheCommandThatRepeatsIt() {
        assertThat(soak("--dir=" + dir, "--rounds=1", "--seed=5", "-Dpenstock.task.credit=0"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("FAILED", "penstock.task.credit is 0")
                .contains("repeat with: penstock soak --seed=5 --rounds=1 -Dpenstock.task.credit=0");
    }

    @Test
    void anIllegalLimitIsNamed() {
        assertThat(soak("--dir=" + dir, "--kills=0")).isNotZero();
        assertThat(err.toString()).contains("--kills is 0, expected a number from 1 to");
    }
}
