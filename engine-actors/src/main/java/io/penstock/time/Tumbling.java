package io.penstock.time;

import java.time.Duration;

/** Windows of one size, one after the other. */
public record Tumbling(long sizeMillis, long offsetMillis) implements Windows {
    public Tumbling {
        if (sizeMillis <= 0) {
            throw new IllegalArgumentException("the size of a window must be at least 1 ms, not " + sizeMillis + " ms");
        }
    }

    public static Tumbling of(Duration size) {
        return new Tumbling(size.toMillis(), 0);
    }

    /** Shifted by {@code offset}, for instance to start days in another time zone than UTC. */
    public Tumbling offset(Duration offset) {
        return new Tumbling(sizeMillis, offset.toMillis());
    }

    @Override
    public long slideMillis() {
        return sizeMillis;
    }
}
