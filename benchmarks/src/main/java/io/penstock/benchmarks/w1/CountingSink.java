package io.penstock.benchmarks.w1;

import io.penstock.benchmarks.Event;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts and adds up the outputs of {@link W1}, exactly once: what an epoch of a lane counted is visible when it is
 * committed, and committing it again changes nothing.
 */
final class CountingSink implements Sink<Event, CountingSink.Count> {
    private final Map<Lane, Count> committed = new ConcurrentHashMap<>();
    private final AtomicLongArray finalSums;

    private record Lane(int lane, long epoch) {}

    /** What an epoch of a lane counted. */
    record Count(int lane, long epoch, long outputs, long sum) {}

    CountingSink(int keys) {
        finalSums = new AtomicLongArray(keys);
    }

    /** How many outputs are committed. */
    long outputs() {
        return committed.values().stream().mapToLong(Count::outputs).sum();
    }

    /** The sum of all committed outputs, wrapping. */
    long sumOfOutputs() {
        return committed.values().stream().mapToLong(Count::sum).sum();
    }

    long finalSum(int key) {
        return finalSums.get(key);
    }

    @Override
    public String describe() {
        return "counts";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, false);
    }

    @Override
    public Codec<Count> committableCodec() {
        return Codecs.of(Count.class);
    }

    @Override
    public SinkWriter<Event, Count> open(SinkContext context) {
        return new Writer(context.lane());
    }

    @Override
    public Committer<Count> committer(SinkContext context) {
        return counts -> {
            for (Count count : counts) {
                committed.put(new Lane(count.lane(), count.epoch()), count);
            }
        };
    }

    private final class Writer implements SinkWriter<Event, Count> {
        private final int lane;
        private long outputs;
        private long sum;

        Writer(int lane) {
            this.lane = lane;
        }

        @Override
        public void write(RecordBatch<Event> batch) {
            long added = 0;
            int size = batch.size();
            for (int i = 0; i < size; i++) {
                Event output = batch.value(i);
                added += output.value();
                if (output.timestamp() == W1.CLOSING) {
                    finalSums.set((int) output.key(), output.value());
                }
            }
            outputs += size;
            sum += added;
        }

        @Override
        public List<Count> prepare(long epoch) {
            Count count = new Count(lane, epoch, outputs, sum);
            outputs = 0;
            sum = 0;
            return List.of(count);
        }

        @Override
        public void close() {}
    }
}
