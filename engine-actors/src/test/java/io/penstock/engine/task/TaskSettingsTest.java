package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskSettingsTest {
    private static TaskSettings retaining(long ofTask, long ofJob) {
        return new TaskSettings(
                1,
                1,
                ofTask,
                ofJob,
                1,
                0,
                1,
                1,
                1,
                Duration.ofMillis(1),
                1,
                1,
                1,
                Duration.ofMillis(1),
                "tasks",
                "calls");
    }

    @Test
    void manyTasksShareWhatTheJobMayKeep() {
        assertThat(retaining(64, 128).among(16).retainedBytes()).isEqualTo(8);
    }

    @Test
    void fewTasksKeepWhatEachMay() {
        assertThat(retaining(64, 128).among(1).retainedBytes()).isEqualTo(64);
    }

    @Test
    void aJobWhoseTasksKeepNothingHasNoShares() {
        assertThat(retaining(64, 128).among(0).retainedBytes()).isEqualTo(64);
    }
}
