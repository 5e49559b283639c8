package io.penstock.engine.gate;

import io.penstock.engine.element.Element;
import java.util.Arrays;

/**
 * The watermark of several channels: the lowest of those that are neither idle nor at their end. Final only once every
 * channel is at its end, as an idle one may bring records yet. Never goes back.
 */
final class WatermarkMerger {
    private final long[] watermarks;
    private final boolean[] idle;
    private long merged;

    WatermarkMerger(int channels, long restored) {
        watermarks = new long[channels];
        Arrays.fill(watermarks, Element.NO_WATERMARK);
        idle = new boolean[channels];
        merged = restored;
    }

    long merged() {
        return merged;
    }

    /** The task was at this watermark when its snapshot was taken. True if that is higher. */
    boolean restore(long timeMillis) {
        if (timeMillis > merged) {
            merged = timeMillis;
            return true;
        }
        return false;
    }

    /** Takes the watermark of a channel, which is active by it. True if the merged watermark went up. */
    boolean advance(int channel, long timeMillis) {
        idle[channel] = false;
        watermarks[channel] = Math.max(watermarks[channel], timeMillis);
        return recompute();
    }

    /** True if the merged watermark went up because this channel no longer holds it back. */
    boolean idle(int channel) {
        if (idle[channel]) {
            return false;
        }
        idle[channel] = true;
        return recompute();
    }

    void activate(int channel) {
        idle[channel] = false;
    }

    /** True if every channel is idle or at its end, and not all are at their end. */
    boolean allIdle() {
        boolean any = false;
        for (int i = 0; i < watermarks.length; i++) {
            if (watermarks[i] != Element.FINAL_WATERMARK) {
                if (!idle[i]) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private boolean recompute() {
        if (allIdle()) {
            return false;
        }
        long lowest = Element.FINAL_WATERMARK;
        for (int i = 0; i < watermarks.length; i++) {
            if (!idle[i] && watermarks[i] < lowest) {
                lowest = watermarks[i];
            }
        }
        if (lowest > merged) {
            merged = lowest;
            return true;
        }
        return false;
    }
}
