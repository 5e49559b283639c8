package io.penstock.workloads;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock of workloads with a rate: from its start on, records are due at each millisecond. What is late is due all the
 * same, so a source that was held back makes the latency it has caused visible.
 */
public final class Ticks implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;
    private static final long MICRO_NANOS = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::wake, "ticks");
    private volatile long began = NEVER;
    private volatile boolean closed;

    void start() {
        began = System.nanoTime() + TICK_NANOS;
        thread.setDaemon(true);
        thread.start();
    }

    /** How many ticks are due. */
    long due() {
        long start = began;
        return start == NEVER ? 0 : Math.max(0, Math.floorDiv(System.nanoTime() - start, TICK_NANOS) + 1);
    }

    long microsSince(long tick) {
        return (System.nanoTime() - began - tick * TICK_NANOS) / MICRO_NANOS;
    }

    /** Called at each tick, on the thread of the ticks; must return at once. */
    void onTick(Runnable wakeUp) {
        wakeUps.add(wakeUp);
    }

    private void wake() {
        for (long tick = 0; !closed; ) {
            long due = due();
            if (due > tick) {
                tick = due;
                wakeUps.forEach(Runnable::run);
            }
            LockSupport.parkNanos(Math.max(1, began + tick * TICK_NANOS - System.nanoTime()));
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
