package io.penstock.time;

/**
 * How event time is cut into windows of one size. A record belongs to {@code size / slide} windows. Windows are cut in
 * panes of {@link #paneMillis()}, which overlapping windows share.
 */
public sealed interface Windows permits Tumbling, Sliding {
    long sizeMillis();

    long slideMillis();

    /** Where a window starts, counted from the epoch, modulo the slide. */
    long offsetMillis();

    /** The greatest span that is part of every window it touches. */
    default long paneMillis() {
        long a = sizeMillis();
        long b = slideMillis();
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    /** The start of the pane that {@code timestampMillis} falls into. */
    default long paneStart(long timestampMillis) {
        return timestampMillis - Math.floorMod(timestampMillis - offsetMillis(), paneMillis());
    }
}
