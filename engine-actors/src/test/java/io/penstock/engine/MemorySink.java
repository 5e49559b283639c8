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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A sink whose target is memory that outlives the job: exactly once by committing an epoch of a lane under its name. */
public final class MemorySink<T> implements Sink<T, MemorySink.Epoch> {
    private final Map<String, List<T>> staged = new ConcurrentHashMap<>();
    private final Map<String, List<T>> visible = new ConcurrentHashMap<>();
    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final boolean blocking;
    private volatile Hook hook = (point, epoch, lane) -> {};

    /** Where a hook is called; before it is done, where nothing else is said. */
    public enum Point {
        OPEN,
        WRITE,
        PREPARE,
        /** Everything is staged, but the caller does not know. */
        PREPARED,
        COMMIT,
        /** Everything is visible, but the caller does not know. */
        COMMITTED,
        FINISH
    }

    /** What a test does at a point of the protocol, for instance fail. */
    @FunctionalInterface
    public interface Hook {
        /** Called at a point; the epoch is 0 where there is none. */
        void at(Point point, long epoch, int lane) throws Exception;
    }

    public record Epoch(String name, long epoch, int lane) {}

    public MemorySink(boolean blocking) {
        this.blocking = blocking;
    }

    public MemorySink<T> on(Hook at) {
        hook = at;
        return this;
    }

    /** Everything that is committed. */
    public List<T> visible() {
        List<T> all = new ArrayList<>();
        new TreeMap<>(visible).values().forEach(all::addAll);
        return all;
    }

    public Set<String> finished() {
        return finished;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, blocking);
    }

    @Override
    public Codec<Epoch> committableCodec() {
        return Codecs.of(Epoch.class);
    }

    @Override
    public SinkWriter<T, Epoch> open(SinkContext context) throws Exception {
        int lane = context.lane();
        hook.at(Point.OPEN, 0, lane);
        return new SinkWriter<>() {
            private List<T> records = new ArrayList<>();

            @Override
            public void write(RecordBatch<T> batch) throws Exception {
                hook.at(Point.WRITE, 0, lane);
                for (int i = 0; i < batch.size(); i++) {
                    records.add(batch.value(i));
                }
            }

            @Override
            public List<Epoch> prepare(long epoch) throws Exception {
                hook.at(Point.PREPARE, epoch, lane);
                if (records.isEmpty()) {
                    return List.of();
                }
                String name = String.format("%s-%010d-%d", context.sinkName(), epoch, lane);
                if (staged.put(name, records) != null) {
                    throw new IllegalStateException("epoch " + name + " was prepared twice");
                }
                records = new ArrayList<>();
                hook.at(Point.PREPARED, epoch, lane);
                return List.of(new Epoch(name, epoch, lane));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Committer<Epoch> committer(SinkContext context) {
        return epochs -> {
            for (Epoch epoch : epochs) {
                hook.at(Point.COMMIT, epoch.epoch(), context.lane());
                List<T> records = staged.get(epoch.name());
                if (records == null) {
                    throw new IllegalStateException("epoch " + epoch.name() + " was never prepared");
                }
                List<T> before = visible.put(epoch.name(), records);
                if (before != null && before != records) {
                    throw new IllegalStateException("epoch " + epoch.name() + " was committed with other content");
                }
                hook.at(Point.COMMITTED, epoch.epoch(), context.lane());
            }
        };
    }

    @Override
    public void finish(SinkContext context) throws Exception {
        hook.at(Point.FINISH, 0, context.lane());
        finished.add(context.sinkName() + "-" + context.lane());
    }
}
