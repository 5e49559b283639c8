package io.penstock.workloads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.HdrHistogram.Histogram;

/**
 * How late a thread is that wants to run at each millisecond and has nothing to do then. It counts as latency of records
 * does: a tick that went by while the thread could not run is late by all that time since it was due. So it says which part
 * of a latency machine and JVM have without any engine. One thread notes; any may ask. The last 17 minutes are kept.
 */
final class Lateness {
    static final long TICK_NANOS = 1_000_000;

    private static final int KEPT = 1 << 20;

    private final long began;
    private final AtomicIntegerArray micros = new AtomicIntegerArray(KEPT);
    private volatile long ticks;

    /**
     * For ticks from a time on.
     *
     * @param beganNanos when the first one is due, by {@link System#nanoTime}
     */
    Lateness(long beganNanos) {
        began = beganNanos;
    }

    /** The thread runs: all that was due by now has its lateness. */
    void runs(long nowNanos) {
        long tick = ticks;
        long due = began + tick * TICK_NANOS;
        while (due <= nowNanos) {
            long late = TimeUnit.NANOSECONDS.toMicros(nowNanos - due);
            micros.setPlain((int) (tick % KEPT), (int) Math.min(Integer.MAX_VALUE, late));
            tick++;
            due += TICK_NANOS;
        }
        ticks = tick;
    }

    /** How long the thread may sleep. */
    long untilNextNanos(long nowNanos) {
        return Math.max(1, began + ticks * TICK_NANOS - nowNanos);
    }

    /** Of the ticks that were due in this time, as far as they are kept. */
    Outcome.Latency between(long fromNanos, long toNanos) {
        long end = Math.min(ticks, tickAt(toNanos));
        long first = Math.max(tickAt(fromNanos), end - KEPT);
        Histogram histogram = new Histogram(Outputs.DIGITS);
        for (long tick = Math.max(0, first); tick < end; tick++) {
            histogram.recordValue(micros.get((int) (tick % KEPT)));
        }
        return Outcome.Latency.of(histogram);
    }

    private long tickAt(long nanos) {
        return Math.floorDiv(nanos - began, TICK_NANOS);
    }
}
