package io.penstock.benchmarks.hot;

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
import java.util.concurrent.atomic.AtomicLong;

/** The end of a pipeline: looks at every value and counts. One writer, any number of readers. */
final class CountingEnd implements Sink<Long, Long> {
    private final AtomicLong count = new AtomicLong();
    private long sum;

    long count() {
        return count.get();
    }

    void add(Object[] values, int size) {
        long added = 0;
        for (int i = 0; i < size; i++) {
            added += (Long) values[i];
        }
        sum += added;
        count.setRelease(count.getPlain() + size);
    }

    @Override
    public String describe() {
        return "counts";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.AT_MOST_ONCE, false);
    }

    @Override
    public Codec<Long> committableCodec() {
        return Codecs.LONG;
    }

    @Override
    public SinkWriter<Long, Long> open(SinkContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(RecordBatch<Long> batch) {
                int size = batch.size();
                long added = 0;
                for (int i = 0; i < size; i++) {
                    added += batch.value(i);
                }
                sum += added;
                count.setRelease(count.getPlain() + size);
            }

            @Override
            public List<Long> prepare(long epoch) {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Committer<Long> committer(SinkContext context) {
        return committables -> {};
    }

    /** What was counted, so that the loop is not found to be without effect. */
    long sum() {
        return sum;
    }
}
