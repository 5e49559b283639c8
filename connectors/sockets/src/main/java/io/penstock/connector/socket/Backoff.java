package io.penstock.connector.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt to connect. For one thread. */
final class Backoff {
    private final Limits limits;
    private int failures;

    Backoff(Limits limits) {
        this.limits = limits;
    }

    /** The attempt was good. */
    void reset() {
        failures = 0;
    }

    /**
     * The attempt has failed.
     *
     * @return how long to wait: half of it is chance, so that many do not come at once
     * @throws IOException if it was the last that is allowed
     */
    Duration failed(Endpoint endpoint, Exception cause) throws IOException {
        failures++;
        if (limits.maxAttempts() > 0 && failures >= limits.maxAttempts()) {
            throw new IOException(
                    "no connection with " + endpoint + " in " + failures + " attempts in a row, which is"
                            + " reconnect.max-attempts; the last one: " + cause,
                    cause);
        }
        long most = limits.minBackoff().toMillis() << Math.min(20, failures - 1);
        long millis = Math.min(most, limits.maxBackoff().toMillis());
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    int failures() {
        return failures;
    }
}
