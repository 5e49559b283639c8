package io.penstock.engine.gate;

import io.penstock.engine.element.Element;
import java.util.Arrays;

/** The watermark of several channels: the lowest of those that are not idle. Never goes back. */
final class WatermarkMerger {
    private final long[] watermarks;
    private final boolean[] idle;
    private int active;
    private long merged;

    WatermarkMerger(int channels, long restored) {
        watermarks = new long[channels];
        Arrays.fill(watermarks, Element.NO_WATERMARK);
        idle = new boolean[channels];
        active = channels;
        merged = restored;
    }

    long merged() {
        return merged;
    }

    /** Takes the watermark of a channel. True if the merged watermark went up. */
    boolean advance(int channel, long timeMillis) {
        activate(channel);
        long before = watermarks[channel];
        if (timeMillis <= before) {
            return false;
        }
        watermarks[channel] = timeMillis;
        return before <= merged && recompute();
    }

    /** True if the merged watermark went up because this channel no longer holds it back. */
    boolean idle(int channel) {
        if (idle[channel]) {
            return false;
        }
        idle[channel] = true;
        active--;
        return active > 0 && recompute();
    }

    void activate(int channel) {
        if (idle[channel]) {
            idle[channel] = false;
            active++;
        }
    }

    boolean allIdle() {
        return active == 0;
    }

    private boolean recompute() {
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
