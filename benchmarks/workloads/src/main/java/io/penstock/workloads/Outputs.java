package io.penstock.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What came out of a run. Thread-safe; each lane is used by one thread at a time. */
public final class Outputs {
    private static final long GREATEST_MICROS = 600_000_000;
    static final int DIGITS = 3;

    private final Results results;
    private final @Nullable Ticks ticks;
    private final @Nullable Failure failure;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Map<Epoch, Tally> committed = new ConcurrentHashMap<>();

    /** How many outputs there were, and the sum of their checksums, wrapping. */
    public record Tally(long outputs, long checksum) {}

    private record Epoch(int lane, long epoch) {}

    Outputs(Results results) {
        this(results, null, null);
    }

    Outputs(Results results, @Nullable Ticks ticks, @Nullable Failure failure) {
        this.results = results;
        this.ticks = ticks;
        this.failure = failure;
    }

    /**
     * A lane whose outputs count at once.
     *
     * @param number which of the parallel sinks it is
     */
    public Lane lane(int number) {
        Lane lane = new Lane(this, number);
        lanes.add(lane);
        return lane;
    }

    /** A lane whose outputs count when they are {@linkplain #commit committed}. */
    public Lane transactionalLane(int number) {
        Lane lane = lane(number);
        lane.transactional = true;
        return lane;
    }

    /** What a transactional lane had in an epoch, from {@link Lane#drain}. Twice is once. */
    public void commit(int lane, long epoch, Tally tally) {
        committed.put(new Epoch(lane, epoch), tally);
    }

    /** Call when no lane is used any more. */
    Tally tally() {
        long outputs = 0;
        long checksum = 0;
        for (Tally tally : committed.values()) {
            outputs += tally.outputs();
            checksum += tally.checksum();
        }
        for (Lane lane : lanes) {
            outputs += lane.transactional ? 0 : lane.outputs;
            checksum += lane.transactional ? 0 : lane.checksum;
        }
        return new Tally(outputs, checksum);
    }

    /**
     * In what these differ from what is right, in words; empty if they do not. A sink without transactions repeats outputs
     * after a failure, so then it is only final values that count.
     */
    List<String> differences(Outputs right) {
        Tally here = tally();
        Tally expected = right.tally();
        List<String> wrong = new ArrayList<>(results.differences(right.results));
        if (failure != null && lanes.stream().anyMatch(lane -> !lane.transactional)) {
            return wrong;
        }
        if (here.outputs() != expected.outputs()) {
            wrong.add("outputs: " + here.outputs() + ", expected " + expected.outputs());
        }
        if (here.checksum() != expected.checksum()) {
            wrong.add("checksum of all outputs: " + here.checksum() + ", expected " + expected.checksum());
        }
        return wrong;
    }

    /** Microseconds from due to sink of all records since the last call. */
    Histogram latencies() {
        Histogram all = new Histogram(GREATEST_MICROS, DIGITS);
        for (Lane lane : lanes) {
            Recorder recorder = lane.recorder;
            if (recorder != null) {
                all.add(recorder.getIntervalHistogram());
            }
        }
        return all;
    }

    /** One parallel instance of a sink. */
    public static final class Lane {
        private final Results results;
        private final int number;
        private final @Nullable Ticks ticks;
        private final @Nullable Failure failure;
        private final @Nullable Recorder recorder;
        private boolean transactional;
        private long outputs;
        private long checksum;

        private Lane(Outputs all, int number) {
            this.number = number;
            results = all.results;
            ticks = all.ticks;
            failure = all.failure;
            recorder = ticks == null ? null : new Recorder(GREATEST_MICROS, DIGITS);
        }

        public void take(long key, long value, long timestamp) {
            outputs++;
            checksum += value * 31 + key;
            results.take(key, value, timestamp);
            if (ticks != null && recorder != null && timestamp >= 0 && timestamp != Event.CLOSING) {
                recorder.recordValue(Math.min(GREATEST_MICROS, Math.max(0, ticks.microsSince(timestamp))));
                if (failure != null) {
                    failure.arrived(number, timestamp);
                }
            }
        }

        /** What came since the last call. */
        public Tally drain() {
            Tally tally = new Tally(outputs, checksum);
            outputs = 0;
            checksum = 0;
            return tally;
        }
    }
}
