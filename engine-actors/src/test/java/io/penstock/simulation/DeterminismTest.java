package io.penstock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same seed is the same run, message by message, whatever ran before it. */
class DeterminismTest {
    private static final int SEEDS = 20;

    private static List<String> traces(int threads) {
        return outcomes(threads).stream().map(TraceHashes::line).toList();
    }

    private static List<Outcome> outcomes(int threads) {
        List<Outcome> outcomes = new ArrayList<>();
        Seeds.run(1, SEEDS, threads, Options.DEFAULT, outcome -> !outcomes.add(outcome));
        outcomes.sort(Comparator.comparingLong(Outcome::seed));
        return outcomes;
    }

    @Test
    void aSeedHasTheSameTraceWhateverRanBeforeIt() {
        assertThat(traces(1)).isEqualTo(traces(2));
    }

    @Test
    void aSeedHasTheSameTraceInAnotherProcess() throws IOException, InterruptedException {
        List<String> here = traces(1);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TraceHashes.class.getName(),
                        "1",
                        String.valueOf(SEEDS))
                .redirectErrorStream(true)
                .start();
        List<String> there;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            there = reader.lines().toList();
        }

        assertThat(other.waitFor()).as("exit code; output: %s", there).isZero();
        assertThat(there.stream().filter(line -> line.startsWith("trace "))).isEqualTo(here);
    }

    @Test
    void seedsDiffer() {
        assertThat(outcomes(1).stream().map(Outcome::hash)).doesNotHaveDuplicates();
    }
}
