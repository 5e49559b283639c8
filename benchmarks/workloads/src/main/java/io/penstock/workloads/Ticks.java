package io.penstock.workloads;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The clock of workloads with a rate: from its start on, records are due at each millisecond. What is late is due all the
 * same, so a source that was held back makes the latency it has caused visible.
 */
public final class Ticks implements AutoCloseable {
    private static final long TICK_NANOS = Lateness.TICK_NANOS;
    private static final long MICRO_NANOS = 1_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::wake, "ticks");
    private volatile long began = NEVER;
    private volatile @Nullable Lateness lateness;
    private volatile boolean closed;

    void start() {
        long first = System.nanoTime() + TICK_NANOS;
        lateness = new Lateness(first);
        began = first;
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

    /** How late the thread of the ticks itself was, which only wakes others up: in the process of the engine, beside it. */
    Outcome.Latency lateness(long fromNanos, long toNanos) {
        Lateness noted = lateness;
        if (noted == null) {
            throw new IllegalStateException("the ticks have not begun");
        }
        return noted.between(fromNanos, toNanos);
    }

    private void wake() {
        Lateness noted = Objects.requireNonNull(lateness);
        for (long tick = 0; !closed; ) {
            noted.runs(System.nanoTime());
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
