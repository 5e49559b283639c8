package io.penstock.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.workloads.Engine;
import io.penstock.workloads.RunSettings;
import io.penstock.workloads.Trial;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W1 and W2 are in the quick comparison. */
class FlinkEngineTest {
    @ParameterizedTest
    @CsvSource({
        "true, W3, 1000, 0",
        "true, W4, 1000, 10000",
        "true, W5, 1000, 10000",
        "true, W6, 10000, 10000",
        "false, W3, 1000, 0",
        "false, W5, 1000, 10000"
    })
    void resultEqualsThatOfThePlainLoop(boolean tuned, String workload, int keys, int rate, @TempDir Path directory)
            throws Exception {
        Engine engine = tuned ? new FlinkEngine.Tuned() : new FlinkEngine.Default();
        RunSettings settings = new RunSettings(workload, engine.name(), keys, rate, 2, 1_200, 300, 0);

        assertThat(Trial.of(engine, settings, directory).wrong()).isEmpty();
    }
}
