package io.penstock.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.workloads.Engine;
import io.penstock.workloads.RunSettings;
import io.penstock.workloads.Trial;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W1 and W2 are in the quick comparison. */
class PenstockEngineTest {
    @ParameterizedTest
    @CsvSource({"W3, 1000, 0", "W4, 1000, 10000", "W5, 1000, 10000", "W6, 10000, 10000"})
    void resultEqualsThatOfThePlainLoop(String workload, int keys, int rate, @TempDir Path directory) throws Exception {
        Engine engine = new PenstockEngine();
        RunSettings settings = new RunSettings(workload, engine.name(), keys, rate, 2, 1_200, 300, 0);

        assertThat(Trial.of(engine, settings, directory).wrong()).isEmpty();
    }
}
