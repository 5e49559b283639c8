package io.penstock.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * The failures that W5 makes, one after the other, and how long each lane of the sink waited for what is new. Thread-safe.
 *
 * <p>New is a record that was not due yet when the failure was thrown. Caught up is a lane once such a record comes within
 * {@value #CAUGHT_UP_MICROS} microseconds of its tick. A failure costs what its slowest lane waits.
 */
public final class Failure {
    private static final long CAUGHT_UP_MICROS = 10_000;
    private static final long NEVER = -1;

    private final Ticks ticks;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicLongArray firstNewNanos;
    private final AtomicLongArray caughtUpNanos;
    private final List<Cost> costs = new ArrayList<>();
    private long thrownAt;
    private volatile long thrownTick = Long.MAX_VALUE;

    /** What one failure has cost, from the throw. */
    record Cost(long firstNewMillis, long caughtUpMillis) {}

    Failure(Ticks ticks, int lanes) {
        this.ticks = ticks;
        firstNewNanos = new AtomicLongArray(lanes);
        caughtUpNanos = new AtomicLongArray(lanes);
    }

    /** Called by the keyed operator for each record: throws once after each {@link #arm}. */
    public <X extends RuntimeException> void check(Supplier<X> exception) {
        if (armed.get() && armed.compareAndSet(true, false)) {
            thrownAt = System.nanoTime();
            thrownTick = ticks.due();
            throw exception.get();
        }
    }

    /** The next record fails its operator. */
    void arm() {
        thrownTick = Long.MAX_VALUE;
        for (int lane = 0; lane < firstNewNanos.length(); lane++) {
            firstNewNanos.set(lane, NEVER);
            caughtUpNanos.set(lane, NEVER);
        }
        armed.set(true);
    }

    /** Called by the sink for each record. */
    void arrived(int lane, long tick) {
        if (tick < thrownTick || caughtUpNanos.get(lane) != NEVER) {
            return;
        }
        long since = System.nanoTime() - thrownAt;
        firstNewNanos.compareAndSet(lane, NEVER, since);
        if (ticks.microsSince(tick) < CAUGHT_UP_MICROS) {
            caughtUpNanos.set(lane, since);
        }
    }

    /** Whether all lanes have caught up since the failure was thrown. */
    boolean isOver() {
        for (int lane = 0; lane < caughtUpNanos.length(); lane++) {
            if (caughtUpNanos.get(lane) == NEVER) {
                return false;
            }
        }
        return true;
    }

    /** Notes what the last failure has cost; it {@link #isOver}. */
    void note() {
        costs.add(new Cost(slowest(firstNewNanos), slowest(caughtUpNanos)));
    }

    private static long slowest(AtomicLongArray nanos) {
        long slowest = 0;
        for (int lane = 0; lane < nanos.length(); lane++) {
            slowest = Math.max(slowest, nanos.get(lane));
        }
        return TimeUnit.NANOSECONDS.toMillis(slowest);
    }

    List<Cost> costs() {
        return List.copyOf(costs);
    }
}
