package io.penstock.engine;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A sink whose target is memory that outlives the job: exactly once by committing an epoch of a lane under its name. */
final class MemorySink<T> implements Sink<T, MemorySink.Epoch> {
    private final Map<String, List<T>> staged = new ConcurrentHashMap<>();
    private final Map<String, List<T>> visible = new ConcurrentHashMap<>();
    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final boolean blocking;
    private volatile Hook beforeCommit = id -> {};
    private volatile Hook afterCommit = id -> {};
    private volatile Hook beforePrepare = id -> {};

    /** What a test does at a point of the protocol, for instance fail. */
    interface Hook {
        void at(long epoch) throws Exception;
    }

    record Epoch(String name, long epoch) {}

    MemorySink(boolean blocking) {
        this.blocking = blocking;
    }

    void beforeCommit(Hook hook) {
        beforeCommit = hook;
    }

    void afterCommit(Hook hook) {
        afterCommit = hook;
    }

    void beforePrepare(Hook hook) {
        beforePrepare = hook;
    }

    /** Everything that is committed. */
    List<T> visible() {
        List<T> all = new ArrayList<>();
        new TreeMap<>(visible).values().forEach(all::addAll);
        return all;
    }

    Set<String> finished() {
        return finished;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(SinkTraits.Delivery.EXACTLY_ONCE, blocking);
    }

    @Override
    public Codec<Epoch> committableCodec() {
        return Codecs.of(Epoch.class);
    }

    @Override
    public SinkWriter<T, Epoch> open(SinkContext context) {
        return new SinkWriter<>() {
            private List<T> records = new ArrayList<>();

            @Override
            public void write(RecordBatch<T> batch) {
                for (int i = 0; i < batch.size(); i++) {
                    records.add(batch.value(i));
                }
            }

            @Override
            public List<Epoch> prepare(long epoch) throws Exception {
                beforePrepare.at(epoch);
                if (records.isEmpty()) {
                    return List.of();
                }
                String name = String.format("%s-%010d-%d", context.sinkName(), epoch, context.lane());
                if (staged.put(name, records) != null) {
                    throw new IllegalStateException("epoch " + name + " was prepared twice");
                }
                records = new ArrayList<>();
                return List.of(new Epoch(name, epoch));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Committer<Epoch> committer(SinkContext context) {
        return epochs -> {
            for (Epoch epoch : epochs) {
                beforeCommit.at(epoch.epoch());
                List<T> records = staged.get(epoch.name());
                if (records == null) {
                    throw new IllegalStateException("epoch " + epoch.name() + " was never prepared");
                }
                visible.put(epoch.name(), records);
                afterCommit.at(epoch.epoch());
            }
        };
    }

    @Override
    public void finish(SinkContext context) {
        finished.add(context.sinkName() + "-" + context.lane());
    }
}
