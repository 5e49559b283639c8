package io.penstock.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How watermarks follow from event times: the watermark is the greatest event time seen, less {@code
 * outOfOrdernessMillis}, less 1. Kept per split where the strategy stands right behind a source, else per task.
 *
 * @param outOfOrdernessMillis how far a record may be behind the greatest event time and not be late
 * @param idleAfterMillis after how long without a record a split no longer holds back the others; 0 = never
 */
public record Watermarks(long outOfOrdernessMillis, long idleAfterMillis) {
    public Watermarks {
        if (outOfOrdernessMillis < 0) {
            throw new IllegalArgumentException(
                    "out-of-orderness must not be negative, but is " + outOfOrdernessMillis + " ms");
        }
        if (idleAfterMillis < 0) {
            throw new IllegalArgumentException("idle time must not be negative, but is " + idleAfterMillis + " ms");
        }
    }

    /** For event times that may be behind the greatest one seen by at most {@code bound}. */
    public static Watermarks boundedOutOfOrderness(Duration bound) {
        return new Watermarks(bound.toMillis(), 0);
    }

    /** For event times that never go back within a split. */
    public static Watermarks ascending() {
        return new Watermarks(0, 0);
    }

    /** A split without records for {@code idle} does not hold back the watermark until it has one again. */
    public Watermarks idleAfter(@Nullable Duration idle) {
        return new Watermarks(outOfOrdernessMillis, idle == null ? 0 : idle.toMillis());
    }
}
