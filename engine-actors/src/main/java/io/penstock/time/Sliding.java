package io.penstock.time;

import java.time.Duration;

/** Windows of one size that start every {@code slide}, so that a record belongs to several. */
public record Sliding(long sizeMillis, long slideMillis, long offsetMillis) implements Windows {
    public Sliding {
        if (sizeMillis <= 0 || slideMillis <= 0 || slideMillis > sizeMillis) {
            throw new IllegalArgumentException("a sliding window needs 0 < slide <= size, not size " + sizeMillis
                    + " ms and slide " + slideMillis + " ms");
        }
    }

    public static Sliding of(Duration size, Duration slide) {
        return new Sliding(size.toMillis(), slide.toMillis(), 0);
    }

    public Sliding offset(Duration offset) {
        return new Sliding(sizeMillis, slideMillis, offset.toMillis());
    }
}
