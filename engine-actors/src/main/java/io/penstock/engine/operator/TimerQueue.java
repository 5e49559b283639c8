package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Timers per key of one time domain. What is kept is, per key, the sorted times: that is what snapshots write. A heap
 * over all of them, rebuilt after restore, says which is next; it may hold timers that were deleted, which are passed
 * over.
 */
final class TimerQueue {
    private static final Codec<long[]> TIMES = Codecs.of(long[].class);
    private static final long[] NO_TIMES = new long[0];

    private final KeyedTable<long[]> times;
    private final PriorityQueue<Timer> heap = new PriorityQueue<>();
    private long sequence;

    /** A timer of a key; equal times fire in the order in which they were asked for. */
    record Timer(long timeMillis, long sequence, Object key, int hash) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(timeMillis, other.timeMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    TimerQueue(StateStore states, String name) {
        this.times = states.single(name, TIMES).table();
    }

    void restored() {
        for (int id = 0; id < times.bound(); id++) {
            long[] due = times.isLive(id) ? times.get(id) : null;
            if (due != null) {
                for (long time : due) {
                    heap.add(new Timer(time, sequence++, times.key(id), times.hash(id)));
                }
            }
        }
    }

    void register(Object key, int hash, long timeMillis) {
        int id = times.findOrInsert(key, hash);
        long[] before = times.get(id);
        long[] known = before == null ? NO_TIMES : before;
        int at = Arrays.binarySearch(known, timeMillis);
        if (at >= 0) {
            return;
        }
        int place = -at - 1;
        long[] after = new long[known.length + 1];
        System.arraycopy(known, 0, after, 0, place);
        after[place] = timeMillis;
        System.arraycopy(known, place, after, place + 1, known.length - place);
        times.put(id, after);
        heap.add(new Timer(timeMillis, sequence++, key, hash));
    }

    /** True if the timer was there. */
    boolean delete(Object key, int hash, long timeMillis) {
        int id = times.find(key, hash);
        long[] known = id < 0 ? null : times.get(id);
        int at = known == null ? -1 : Arrays.binarySearch(known, timeMillis);
        if (known == null || at < 0) {
            return false;
        }
        if (known.length == 1) {
            times.remove(id);
            return true;
        }
        long[] after = new long[known.length - 1];
        System.arraycopy(known, 0, after, 0, at);
        System.arraycopy(known, at + 1, after, at, after.length - at);
        times.put(id, after);
        return true;
    }

    /** Takes the next timer that is due, or null. */
    @Nullable
    Timer poll(long nowMillis) {
        while (true) {
            Timer next = heap.peek();
            if (next == null || next.timeMillis() > nowMillis) {
                return null;
            }
            heap.remove();
            if (delete(next.key(), next.hash(), next.timeMillis())) {
                return next;
            }
        }
    }

    /** When the next timer is due, or {@code Long.MAX_VALUE}. May be early by a timer that was deleted. */
    long next() {
        Timer next = heap.peek();
        return next == null ? Long.MAX_VALUE : next.timeMillis();
    }
}
