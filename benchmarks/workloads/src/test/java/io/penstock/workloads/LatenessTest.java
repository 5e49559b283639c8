package io.penstock.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final long MILLI = 1_000_000;
    private static final long BEGAN = 5 * MILLI;

    private final Lateness lateness = new Lateness(BEGAN);

    private Outcome.Latency between(long fromMillis, long toMillis) {
        return lateness.between(BEGAN + fromMillis * MILLI, BEGAN + toMillis * MILLI);
    }

    @Test
    void whoRunsAtEachTickIsNotLate() {
        for (int tick = 0; tick < 10; tick++) {
            lateness.runs(BEGAN + tick * MILLI);
        }

        assertThat(between(0, 10)).isEqualTo(new Outcome.Latency(10, 0, 0, 0, 0));
    }

    @Test
    void ticksThatWentByInAPauseAreEachLateSinceTheyWereDue() {
        lateness.runs(BEGAN);
        lateness.runs(BEGAN + 20 * MILLI);

        Outcome.Latency latency = between(1, 21);
        assertThat(latency.records()).isEqualTo(20);
        assertThat(latency.maxMillis()).isBetween(19.0, 19.02);
        assertThat(latency.p50Millis()).isBetween(9.0, 10.0);
    }

    @Test
    void ticksOutsideOfTheTimeDoNotCount() {
        lateness.runs(BEGAN + 50 * MILLI);
        lateness.runs(BEGAN + 51 * MILLI);

        assertThat(between(51, 60)).isEqualTo(new Outcome.Latency(1, 0, 0, 0, 0));
        assertThat(between(-10, 0).records()).isZero();
    }

    @Test
    void sleepsUntilTheNextTick() {
        lateness.runs(BEGAN + 3 * MILLI + 400_000);

        assertThat(lateness.untilNextNanos(BEGAN + 3 * MILLI + 400_000)).isEqualTo(600_000);
        assertThat(lateness.untilNextNanos(BEGAN + 9 * MILLI)).isEqualTo(1);
    }
}
