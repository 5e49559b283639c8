package io.penstock.benchmarks.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseRunTest {
    @Test
    void resultIsThatOfThePlainLoop(@TempDir Path directory) throws Exception {
        assertThat(new PauseRun(10_000, 10_000).run(0, 200, directory).outcome().wrong())
                .isEmpty();
    }

    /** How long they took is printed by the benchmark, and not looked at here. */
    @Test
    void barriersOfTheKeyedTasksAreSeen(@TempDir Path directory) throws Exception {
        PauseRun.Result result = new PauseRun(10_000, 10_000).run(1_100, 3_000, directory);

        // A barrier is recorded when that of the next checkpoint comes, of which there is one a second.
        assertThat(result.pauses().barriers().getTotalCount()).isPositive();
    }
}
