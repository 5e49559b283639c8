package io.penstock.benchmarks.cost;

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

/** Counts and sums what is committed. */
final class SumSink implements Sink<Long, SumSink.Part> {
    private final Map<Epoch, Part> committed = new ConcurrentHashMap<>();

    private record Epoch(int lane, long epoch) {}

    /** What a lane had in an epoch. */
    record Part(int lane, long epoch, long records, long sum) {}

    long records() {
        return committed.values().stream().mapToLong(Part::records).sum();
    }

    long sum() {
        return committed.values().stream().mapToLong(Part::sum).sum();
    }

    @Override
    public String describe() {
        return "a sum";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, false);
    }

    @Override
    public Codec<Part> committableCodec() {
        return Codecs.of(Part.class);
    }

    @Override
    public SinkWriter<Long, Part> open(SinkContext context) {
        return new Writer(context.lane());
    }

    @Override
    public Committer<Part> committer(SinkContext context) {
        return parts -> parts.forEach(part -> committed.put(new Epoch(part.lane(), part.epoch()), part));
    }

    private static final class Writer implements SinkWriter<Long, Part> {
        private final int lane;
        private long records;
        private long sum;

        Writer(int lane) {
            this.lane = lane;
        }

        @Override
        public void write(RecordBatch<Long> batch) {
            int size = batch.size();
            for (int i = 0; i < size; i++) {
                sum += batch.value(i);
            }
            records += size;
        }

        @Override
        public List<Part> prepare(long epoch) {
            Part part = new Part(lane, epoch, records, sum);
            records = 0;
            sum = 0;
            return List.of(part);
        }

        @Override
        public void close() {}
    }
}
