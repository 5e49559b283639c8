package io.penstock.engine.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Decides after each failure whether and when the job, or a part of it, is restarted. Failures within a window are
 * counted; the wait before a restart grows with each failure of a series, which a completed checkpoint ends. Time is an
 * argument.
 */
final class RestartDecisions {
    private final RestartSettings settings;
    private final ArrayDeque<Long> failuresMillis = new ArrayDeque<>();
    private int failuresInARow;

    RestartDecisions(RestartSettings settings) {
        this.settings = settings;
    }

    /** How long to wait before the restart, or empty if the job has failed too often. */
    Optional<Duration> onFailure(long nowMillis) {
        long windowStart = nowMillis - settings.window().toMillis();
        while (!failuresMillis.isEmpty() && failuresMillis.getFirst() < windowStart) {
            failuresMillis.removeFirst();
        }
        failuresMillis.addLast(nowMillis);
        int failures = failuresMillis.size();
        if (failures > settings.maxRestarts()) {
            return Optional.empty();
        }
        failuresInARow = Math.min(failuresInARow + 1, failures);
        long backoff = settings.minBackoff().toMillis() << Math.min(failuresInARow - 1, 30);
        return Optional.of(
                Duration.ofMillis(Math.min(backoff, settings.maxBackoff().toMillis())));
    }

    /** A checkpoint was completed: what fails next is not what failed before it. */
    void onProgress() {
        failuresInARow = 0;
    }
}
