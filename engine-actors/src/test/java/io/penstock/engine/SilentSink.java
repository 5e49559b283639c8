package io.penstock.engine;

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

/** A sink for graphs that are looked at: it forgets what it is given. */
public final class SilentSink implements Sink<Object, Long> {
    @Override
    public String describe() {
        return "silent";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.AT_LEAST_ONCE, false);
    }

    @Override
    public Codec<Long> committableCodec() {
        return Codecs.LONG;
    }

    @Override
    public SinkWriter<Object, Long> open(SinkContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(RecordBatch<Object> batch) {}

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
        return epochs -> {};
    }
}
