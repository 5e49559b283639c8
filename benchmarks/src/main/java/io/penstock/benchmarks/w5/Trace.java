package io.penstock.benchmarks.w5;

import io.penstock.connector.RecordBatch;
import io.penstock.engine.clock.Clock;
import io.penstock.workloads.Event;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What sources, keyed operator and sink of one run tell of themselves. Thread-safe. */
final class Trace {
    private static final Clock CLOCK = Clock.system();
    private static final long NEVER = Long.MAX_VALUE;

    /** How often a reader of the source was opened. */
    final AtomicInteger opened = new AtomicInteger();

    /** By key: the lane on which it came to the sink, plus one; 0 = it has not come yet. */
    private final AtomicIntegerArray laneOfKey;
    /** By lane: the greatest number that was seen at the sink. */
    private final AtomicLongArray greatest;
    /** By lane: when something was written last, and the longest time between two writes since the last throw. */
    private final AtomicLongArray lastWrite;

    private final AtomicLongArray longestGap;
    /** By lane: what the sink had seen when the operator failed. */
    private final AtomicLongArray greatestAtThrow;

    private final AtomicInteger failNext = new AtomicInteger(-1);
    private final AtomicLong thrownAt = new AtomicLong(NEVER);
    private volatile int failedLane = -1;
    private final AtomicLong firstOutputAt = new AtomicLong(NEVER);
    private final AtomicLong firstNewAt = new AtomicLong(NEVER);
    private final AtomicLong repeated = new AtomicLong();

    Trace(int lanes, int keys) {
        laneOfKey = new AtomicIntegerArray(keys);
        greatest = new AtomicLongArray(lanes);
        lastWrite = new AtomicLongArray(lanes);
        longestGap = new AtomicLongArray(lanes);
        greatestAtThrow = new AtomicLongArray(lanes);
    }

    static long nanos() {
        return CLOCK.nanos();
    }

    /** The task whose output comes on this lane fails with its next record. */
    void failNext(int lane) {
        firstOutputAt.set(NEVER);
        firstNewAt.set(NEVER);
        thrownAt.set(NEVER);
        repeated.set(0);
        failNext.set(lane);
    }

    /** Called by the operator for each record. */
    void processing(int key) {
        int failing = failNext.get();
        if (failing >= 0 && laneOfKey.get(key) == failing + 1 && failNext.compareAndSet(failing, -1)) {
            for (int lane = 0; lane < greatest.length(); lane++) {
                greatestAtThrow.set(lane, greatest.get(lane));
                longestGap.set(lane, 0);
            }
            failedLane = failing;
            thrownAt.set(nanos());
            throw new IllegalStateException("fails because the benchmark says so");
        }
    }

    /** Called by the sink for each batch. */
    void written(int lane, RecordBatch<Event> batch) {
        long now = nanos();
        int count = batch.size();
        long greatestNumber = 0;
        for (int i = 0; i < count; i++) {
            Event event = batch.value(i);
            greatestNumber = Math.max(greatestNumber, event.timestamp());
            laneOfKey.lazySet((int) event.key(), lane + 1);
        }
        long before = lastWrite.getAndSet(lane, now);
        long since = thrownAt.get();
        if (since != NEVER) {
            longestGap.accumulateAndGet(lane, now - Math.max(before, since), Math::max);
            if (lane == failedLane) {
                firstOutputAt.compareAndSet(NEVER, now);
                long known = greatestAtThrow.get(lane);
                int old = 0;
                for (int i = 0; i < count; i++) {
                    if (batch.value(i).timestamp() <= known) {
                        old++;
                    }
                }
                repeated.addAndGet(old);
                if (old < count) {
                    firstNewAt.compareAndSet(NEVER, now);
                }
            }
        }
        greatest.accumulateAndGet(lane, greatestNumber, Math::max);
    }

    boolean isRecovered() {
        return firstNewAt.get() != NEVER;
    }

    /** Once it is recovered: what the last failure has cost. */
    Cost cost(int lanes) {
        long thrown = thrownAt.get();
        long others = 0;
        for (int lane = 0; lane < lanes; lane++) {
            if (lane != failedLane) {
                others = Math.max(others, longestGap.get(lane));
            }
        }
        return new Cost(
                (firstOutputAt.get() - thrown) / 1e6, (firstNewAt.get() - thrown) / 1e6, repeated.get(), others / 1e6);
    }

    /**
     * What a failure has cost.
     *
     * @param firstOutputMillis from the throw to the first output of the task that failed
     * @param firstNewMillis to the first output that had not been sent before
     * @param repeated outputs that were sent again
     * @param longestGapOfOthersMillis the longest time in which another task sent nothing
     */
    record Cost(double firstOutputMillis, double firstNewMillis, long repeated, double longestGapOfOthersMillis) {}
}
