package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartDecisionsTest {
    private final RestartDecisions decisions = new RestartDecisions(
            new RestartSettings(3, Duration.ofMinutes(10), Duration.ofMillis(100), Duration.ofMillis(300)));

    @Test
    void backoffDoublesUpToItsLimit() {
        assertThat(decisions.onFailure(0)).contains(Duration.ofMillis(100));
        assertThat(decisions.onFailure(0)).contains(Duration.ofMillis(200));
        assertThat(decisions.onFailure(0)).contains(Duration.ofMillis(300));
    }

    @Test
    void oneFailureMoreThanTheLimitIsTheLast() {
        for (int i = 0; i < 3; i++) {
            decisions.onFailure(0);
        }

        assertThat(decisions.onFailure(0)).isEmpty();
    }

    @Test
    void failuresBeforeTheWindowDoNotCount() {
        long later = Duration.ofMinutes(10).toMillis() + 1;
        for (int i = 0; i < 3; i++) {
            decisions.onFailure(0);
        }

        assertThat(decisions.onFailure(later)).contains(Duration.ofMillis(100));
    }

    @Test
    void progressEndsTheSeriesOfWaits() {
        decisions.onFailure(0);
        decisions.onFailure(0);

        decisions.onProgress();

        assertThat(decisions.onFailure(0)).contains(Duration.ofMillis(100));
    }

    @Test
    void failuresWithProgressBetweenThemCountAllTheSame() {
        for (int i = 0; i < 3; i++) {
            decisions.onFailure(0);
            decisions.onProgress();
        }

        assertThat(decisions.onFailure(0)).isEmpty();
    }

    @Test
    void backoffDoesNotOverflowAfterManyFailures() {
        RestartDecisions patient = new RestartDecisions(
                new RestartSettings(1000, Duration.ofMinutes(10), Duration.ofMillis(100), Duration.ofSeconds(10)));
        for (int i = 0; i < 999; i++) {
            patient.onFailure(0);
        }

        assertThat(patient.onFailure(0)).contains(Duration.ofSeconds(10));
    }
}
