package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadBackScheduleTest {
    private static final long LIMIT = 1_000;

    @Test
    void takesTheFirstSnapshotWithKeys() {
        ReadBackSchedule schedule = new ReadBackSchedule(LIMIT, false);
        assertThat(schedule.take(0, 10)).isFalse();
        assertThat(schedule.take(1, 10)).isTrue();
    }

    @Test
    void takesAnotherWhenThereIsFourTimesAsMuch() {
        ReadBackSchedule schedule = new ReadBackSchedule(LIMIT, false);
        assertThat(schedule.take(1, 10)).isTrue();
        assertThat(schedule.take(2, 39)).isFalse();
        assertThat(schedule.take(2, 40)).isTrue();
        assertThat(schedule.take(3, 159)).isFalse();
        assertThat(schedule.take(3, 500)).isTrue();
    }

    @Test
    void takesNoneOverTheLimit() {
        ReadBackSchedule schedule = new ReadBackSchedule(LIMIT, false);
        assertThat(schedule.take(9, LIMIT + 1)).isFalse();
        assertThat(schedule.take(9, LIMIT)).isTrue();
    }

    @Test
    void takesNothingIfTheLimitIsZero() {
        assertThat(new ReadBackSchedule(0, false).take(1, 1)).isFalse();
    }

    @Test
    void takesNothingOfATaskThatWasRestored() {
        assertThat(new ReadBackSchedule(LIMIT, true).take(1, LIMIT)).isFalse();
    }
}
