package io.penstock.benchmarks.w1;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmarks.Outcome;
import io.penstock.benchmarks.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PenstockW1Test {
    @Test
    void resultEqualsThatOfThePlainLoop(@TempDir Path directory) throws Exception {
        RunSettings settings = new RunSettings("w1", "penstock", 101, 2, Duration.ZERO, Duration.ofMinutes(1), 10_000);

        Outcome outcome = new PenstockW1().run(settings, directory);

        assertThat(outcome.wrong()).isEmpty();
    }
}
