package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.SchemaMismatchException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the snapshots of one writer, oldest first, into the state of a task. Entries of key groups that the task does
 * not own are passed over without being decoded.
 *
 * <p>Not thread-safe; used by one thread while the task waits.
 */
public final class StateReader {
    private final StateStore store;
    private final Map<Integer, Target> targets = new HashMap<>();
    private final List<byte[]> inFlight = new ArrayList<>();
    private @Nullable Decoder<Object> keys;
    private @Nullable TaskHeader header;
    private final List<Item> items = new ArrayList<>();

    /**
     * Something that a task kept beside its keyed state.
     *
     * @param extra of the header that it was written under
     * @param payload what {@link ChunkBuffer.Item} wrote, to be read once
     */
    public record Item(byte[] extra, BinaryInput payload) {}

    private record Target(KeyedState state, Decoder<?> values) {}

    public StateReader(StateStore store) {
        this.store = store;
    }

    /**
     * Says whether snapshots with this header can be read, reading none.
     *
     * @param store with all its states declared
     * @throws StateRestoreException if they cannot; says why, with both schemas where those differ
     */
    public static void check(StateStore store, TaskHeader header) {
        new StateReader(store).begin(header);
    }

    /**
     * Reads one chunk.
     *
     * @throws StateRestoreException if the snapshot does not fit the operator; says what to do
     * @throws io.penstock.codec.CorruptDataException if it is damaged
     */
    public void read(byte[] chunk) {
        BinaryInput in = new BinaryInput(chunk);
        while (in.remaining() > 0) {
            int stateId = in.readVarInt();
            int group = in.readVarInt();
            if (stateId == TaskHeader.STATE_ID) {
                begin(TaskHeader.read(in.readFrame()));
                continue;
            }
            if (stateId == TaskHeader.IN_FLIGHT_ID) {
                BinaryInput block = in.readFrame();
                inFlight.add(block.readRaw(block.remaining()));
                continue;
            }
            Target target = targets.get(stateId);
            TaskHeader current = header;
            if (stateId == TaskHeader.ITEM_ID && current != null) {
                items.add(new Item(current.extra(), in.readFrame()));
                continue;
            }
            if (target == null || current == null || keys == null) {
                throw new StateRestoreException("operator '" + store.operator() + "': a snapshot has an entry of state "
                        + stateId + ", which its header does not declare");
            }
            BinaryInput payload = in.readFrame();
            if (group == store.range().groups() || store.range().owns(group)) {
                target.state.apply(payload, keys, target.values, current.range());
            }
        }
        settle();
    }

    private void settle() {
        targets.values().forEach(target -> target.state.settle());
    }

    private void begin(TaskHeader next) {
        header = next;
        settle();
        targets.clear();
        inFlight.clear();
        if (next.range().groups() != store.range().groups()) {
            throw new StateRestoreException("operator '" + store.operator() + "' was written with "
                    + next.range().groups() + " key groups and is to be read with "
                    + store.range().groups() + ": the number of key groups of a job is fixed with its first run; set"
                    + " penstock.job.key-groups (or Job.keyGroups) back");
        }
        Codec<Object> keyCodec = store.keys();
        if (next.keySchema() != null && keyCodec != null) {
            keys = decoder("the key", keyCodec, next.keySchema());
        }
        for (TaskHeader.StateDescriptor descriptor : next.states()) {
            KeyedState state = store.state(descriptor.name());
            if (state == null) {
                throw new StateRestoreException("operator '" + store.operator() + "' has state '" + descriptor.name()
                        + "' in its snapshot, but declares it no more: declare it, or give the operator another name"
                        + " to start it without state");
            }
            if (descriptor.spaced() != state instanceof KeyedState.Spaced<?>) {
                throw new StateRestoreException("state '" + descriptor.name() + "' of operator '" + store.operator()
                        + "' was written by another kind of operator: give the operator another name");
            }
            Decoder<?> values = decoder("state '" + descriptor.name() + "'", state.valueCodec(), descriptor.schema());
            targets.put(descriptor.id(), new Target(state, values));
            if (next.base() && state instanceof KeyedState.Single<?> single) {
                long share = descriptor.entries()
                        * next.range().tasks()
                        / store.range().tasks();
                single.table().reserve((int) Math.min(Math.max(descriptor.entries(), share), 1 << 28));
            }
        }
    }

    private <X> Decoder<X> decoder(String what, Codec<X> codec, io.penstock.codec.Schema written) {
        try {
            return codec.decoder(written);
        } catch (SchemaMismatchException e) {
            throw new StateRestoreException(
                    what + " of operator '" + store.operator() + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** What was on its way to the task when the newest snapshot that was read was taken. */
    public List<byte[]> inFlight() {
        return List.copyOf(inFlight);
    }

    /** All items that were read, oldest first. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    /** The header of the newest snapshot that was read, or null if there was none. */
    public @Nullable TaskHeader header() {
        return header;
    }
}
