package io.penstock.benchmarks.w5;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import io.penstock.workloads.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells what comes at once, and counts what is committed, exactly once. */
final class TracedSink implements Sink<Event, TracedSink.Count> {
    private final Trace trace;
    private final Map<Long, Long> committed = new ConcurrentHashMap<>();

    /** How many records a lane had in an epoch. */
    record Count(int lane, long epoch, long records) {}

    TracedSink(Trace trace) {
        this.trace = trace;
    }

    long records() {
        return committed.values().stream().mapToLong(count -> count).sum();
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
        return counts -> counts.forEach(count -> committed.put(count.epoch() * 1024 + count.lane(), count.records()));
    }

    private final class Writer implements SinkWriter<Event, Count> {
        private final int lane;
        private long records;

        Writer(int lane) {
            this.lane = lane;
        }

        @Override
        public void write(RecordBatch<Event> batch) {
            records += batch.size();
            trace.written(lane, batch);
        }

        @Override
        public List<Count> prepare(long epoch) {
            List<Count> counts = List.of(new Count(lane, epoch, records));
            records = 0;
            return counts;
        }

        @Override
        public void close() {}
    }
}
