package io.penstock.node;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what is committed, exactly once, for longer than any actor system. */
final class KeepingSink<T> implements Sink<T, String> {
    private final Map<String, List<T>> staged = new ConcurrentHashMap<>();
    private final Map<String, List<T>> committed = new ConcurrentHashMap<>();
    private final Runnable onPrepare;
    private final Runnable onCommit;

    KeepingSink(Runnable onPrepare, Runnable onCommit) {
        this.onPrepare = onPrepare;
        this.onCommit = onCommit;
    }

    List<T> committed() {
        List<T> all = new ArrayList<>();
        new TreeMap<>(committed).values().forEach(all::addAll);
        return all;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, true);
    }

    @Override
    public Codec<String> committableCodec() {
        return Codecs.of(String.class);
    }

    @Override
    public SinkWriter<T, String> open(SinkContext context) {
        return new SinkWriter<>() {
            private List<T> records = new ArrayList<>();

            @Override
            public void write(RecordBatch<T> batch) {
                for (int i = 0; i < batch.size(); i++) {
                    records.add(batch.value(i));
                }
            }

            @Override
            public List<String> prepare(long epoch) {
                onPrepare.run();
                String name = String.format("%010d-%d", epoch, context.lane());
                staged.put(name, records);
                records = new ArrayList<>();
                return List.of(name);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Committer<String> committer(SinkContext context) {
        return names -> {
            for (String name : names) {
                List<T> records = staged.get(name);
                if (records == null) {
                    throw new IllegalStateException("epoch " + name + " was never prepared");
                }
                committed.put(name, records);
                onCommit.run();
            }
        };
    }
}
