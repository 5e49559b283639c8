package io.penstock.engine.state;

import io.penstock.codec.Codec;
import io.penstock.codec.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All keyed state of one task, and its snapshots. A snapshot is a {@link TaskHeader} and the entries that changed since
 * the one before (a delta) or all (a base). One snapshot is written at a time.
 *
 * <p>Not thread-safe: owned by its task.
 */
public final class StateStore {
    private final String operator;
    private final @Nullable Codec<Object> keys;
    private final KeyRange range;
    private final Map<String, KeyedState> states = new LinkedHashMap<>();
    private final List<KeyedState> writing = new ArrayList<>();
    private @Nullable ChunkBuffer chunks;

    /**
     * @param operator the name of the operator, for errors
     * @param keys how keys are written, or null if the operator is not keyed
     */
    public StateStore(String operator, @Nullable Codec<Object> keys, KeyRange range) {
        this.operator = operator;
        this.keys = keys;
        this.range = range;
    }

    /** Declares a state with one value per key. */
    public <V> KeyedState.Single<V> single(String name, Codec<V> codec) {
        KeyedState.Single<V> state =
                new KeyedState.Single<>(states.size() + 1, name, keyCodec(), codec, range.groups());
        declare(state);
        return state;
    }

    /** Declares a state with one value per key and namespace. */
    public <V> KeyedState.Spaced<V> spaced(String name, Codec<V> codec) {
        KeyedState.Spaced<V> state =
                new KeyedState.Spaced<>(states.size() + 1, name, keyCodec(), codec, range.groups());
        declare(state);
        return state;
    }

    /** The same states with nothing in them. */
    public StateStore emptyCopy() {
        StateStore copy = new StateStore(operator, keys, range);
        for (KeyedState state : states.values()) {
            if (state instanceof KeyedState.Spaced<?>) {
                copy.spaced(state.name(), state.valueCodec());
            } else {
                copy.single(state.name(), state.valueCodec());
            }
        }
        return copy;
    }

    private void declare(KeyedState state) {
        if (states.putIfAbsent(state.name(), state) != null) {
            throw new IllegalArgumentException(
                    "operator '" + operator + "' declares two states named '" + state.name() + "'");
        }
    }

    private Codec<Object> keyCodec() {
        if (keys == null) {
            throw new IllegalStateException("operator '" + operator + "' has no key, so it can have no keyed state");
        }
        return keys;
    }

    /** How keys are written, or null if the operator is not keyed. */
    public @Nullable Schema keySchema() {
        return keys == null ? null : keys.schema();
    }

    /** How the values of a state are written, or null if none of that name is declared. */
    public @Nullable Schema schemaOf(String state) {
        KeyedState declared = states.get(state);
        return declared == null ? null : declared.valueCodec().schema();
    }

    KeyRange range() {
        return range;
    }

    String operator() {
        return operator;
    }

    @Nullable
    Codec<Object> keys() {
        return keys;
    }

    @Nullable
    KeyedState state(String name) {
        return states.get(name);
    }

    /** True if nothing is keyed: then every snapshot is as small as a delta. */
    public boolean isStateless() {
        return states.isEmpty();
    }

    /** Entries of all states. */
    public long size() {
        long size = 0;
        for (KeyedState state : states.values()) {
            size += state.size();
        }
        return size;
    }

    /**
     * Begins a snapshot of this moment. The one before must be written to its end.
     *
     * @param base everything, not only what changed
     * @param extra see {@link TaskHeader}
     * @param inFlight what was on its way to the task
     */
    public void freeze(ChunkBuffer into, boolean base, long watermarkMillis, byte[] extra, List<byte[]> inFlight) {
        if (chunks != null) {
            throw new IllegalStateException("a snapshot of operator '" + operator + "' is still being written");
        }
        chunks = into;
        header(base, watermarkMillis, extra).writeTo(into);
        for (byte[] block : inFlight) {
            int frame = into.begin(TaskHeader.IN_FLIGHT_ID, range.groups());
            into.out().writeRaw(block, 0, block.length);
            into.end(frame);
        }
        for (KeyedState state : states.values()) {
            state.freeze(into, base);
            writing.add(state);
        }
    }

    private TaskHeader header(boolean base, long watermarkMillis, byte[] extra) {
        List<TaskHeader.StateDescriptor> descriptors = new ArrayList<>();
        int id = 0;
        for (KeyedState state : states.values()) {
            id++;
            descriptors.add(new TaskHeader.StateDescriptor(
                    id,
                    state.name(),
                    state instanceof KeyedState.Spaced<?>,
                    state.size(),
                    state.valueCodec().schema()));
        }
        return new TaskHeader(base, range, watermarkMillis, keys == null ? null : keys.schema(), descriptors, extra);
    }

    /** Writes up to {@code most} more entries. True when the snapshot is whole and handed on. */
    public boolean writeSome(int most) {
        ChunkBuffer into = chunks;
        if (into == null) {
            return true;
        }
        int left = most;
        while (!writing.isEmpty()) {
            int last = writing.size() - 1;
            KeyedState state = writing.get(last);
            left -= state.writeSome(left);
            if (state.isWriting()) {
                return false;
            }
            writing.remove(last);
        }
        into.flush();
        chunks = null;
        return true;
    }

    /** True while a snapshot is being written. */
    public boolean isWriting() {
        return chunks != null;
    }

    /** To be called when all snapshots are read. */
    public void markClean() {
        states.values().forEach(KeyedState::markClean);
    }
}
