package io.penstock.benchmarks.jet;

import static com.hazelcast.jet.core.BroadcastKey.broadcastKey;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.BroadcastKey;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import io.penstock.workloads.Event;
import io.penstock.workloads.PartReader;
import io.penstock.workloads.PartReader.Position;
import io.penstock.workloads.Run;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A source: reads the part of {@link Run#current} with its own number. */
final class PartProcessor extends AbstractProcessor {
    private static final int RECORDS_PER_CALL = 1024;

    private final @Nullable EventTimeMapper<Event> times;
    private final JetSnapshots snapshots;
    private int part;
    private @Nullable PartReader reader;
    /** What the outbox had no room for. */
    private @Nullable Object refused;

    private @Nullable Traverser<Object> rest;

    PartProcessor(@Nullable EventTimePolicy<? super Event> policy) {
        times = policy == null ? null : new EventTimeMapper<Event>(policy);
        snapshots = JetSnapshots.current();
    }

    @Override
    protected void init(Context context) {
        part = context.globalProcessorIndex();
        reader = Run.current().read(Position.first(part));
        if (times != null) {
            times.addPartitions(1);
        }
    }

    @Override
    public boolean complete() {
        PartReader from = Objects.requireNonNull(reader, "init was not called");
        if (!offerRefused()) {
            return false;
        }
        int ready = from.ready(RECORDS_PER_CALL);
        if (ready == PartReader.AT_END) {
            return true;
        }
        boolean room = true;
        for (int i = 0; i < ready && room; i++) {
            Event event = from.next();
            room = times == null ? offer(event) : offerAll(times.flatMapEvent(event, 0, event.timestamp()));
        }
        from.publish();
        return false;
    }

    private boolean offerRefused() {
        Object item = refused;
        if (item != null) {
            if (!tryEmit(item)) {
                return false;
            }
            refused = null;
        }
        Traverser<Object> more = rest;
        return more == null || offerAll(more);
    }

    private boolean offer(Object item) {
        if (tryEmit(item)) {
            return true;
        }
        refused = item;
        return false;
    }

    private boolean offerAll(Traverser<Object> items) {
        rest = items;
        for (Object item = items.next(); item != null; item = items.next()) {
            if (!offer(item)) {
                return false;
            }
        }
        rest = null;
        return true;
    }

    @Override
    public boolean saveToSnapshot() {
        snapshots.began();
        if (!offerRefused()) {
            return false;
        }
        Position position =
                Objects.requireNonNull(reader, "init was not called").position();
        return tryEmitToSnapshot(broadcastKey(part), new long[] {position.part(), position.next(), position.closed()});
    }

    @Override
    public boolean snapshotCommitFinish(boolean success) {
        snapshots.ended(success);
        return true;
    }

    @Override
    protected void restoreFromSnapshot(Object key, Object value) {
        if (key instanceof BroadcastKey<?> broadcast && Objects.equals(broadcast.key(), part)) {
            long[] position = (long[]) value;
            reader = Run.current().read(new Position((int) position[0], position[1], (int) position[2]));
        }
    }
}
