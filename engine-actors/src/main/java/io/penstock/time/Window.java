package io.penstock.time;

import java.time.Instant;

/** A span of event time: from {@code startMillis}, inclusive, to {@code endMillis}, exclusive. */
public record Window(long startMillis, long endMillis) {
    public Window {
        if (endMillis <= startMillis) {
            throw new IllegalArgumentException(
                    "a window must end after it starts: " + startMillis + " to " + endMillis);
        }
    }

    public Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    public Instant end() {
        return Instant.ofEpochMilli(endMillis);
    }
}
