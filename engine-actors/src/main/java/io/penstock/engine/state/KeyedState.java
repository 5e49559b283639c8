package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One named state of an operator: a table, or a table per namespace. Not thread-safe: owned by its task. */
public sealed interface KeyedState {
    String name();

    Codec<?> valueCodec();

    void freeze(ChunkBuffer chunks, boolean base);

    /**
     * Writes up to {@code most} entries of the frozen state.
     *
     * @return how many it wrote
     */
    int writeSome(int most);

    /** True while some of the frozen state is not written. */
    boolean isWriting();

    /**
     * Takes one entry of a snapshot. It need not be in the state before {@link #settle}.
     *
     * @param writer the key groups of the task that wrote it
     */
    void apply(BinaryInput payload, Decoder<Object> keys, Decoder<?> values, KeyRange writer);

    /** Brings all entries that were taken into the state. */
    void settle();

    void markClean();

    /** How many entries there are. */
    long size();

    /** A state with one value per key. */
    final class Single<V> implements KeyedState {
        private final String name;
        private final Codec<Object> keys;
        private final Codec<V> codec;
        private final KeyedTable<V> table;
        private final RestoredEntries<V> restored = new RestoredEntries<>();

        Single(int id, String name, Codec<Object> keys, Codec<V> codec, int groups) {
            this.name = name;
            this.keys = keys;
            this.codec = codec;
            this.table = new KeyedTable<>(id, 0, keys, codec, groups);
        }

        public KeyedTable<V> table() {
            return table;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Codec<V> valueCodec() {
            return codec;
        }

        @Override
        public void freeze(ChunkBuffer chunks, boolean base) {
            table.freeze(chunks, base);
        }

        @Override
        public int writeSome(int most) {
            return table.writeSome(most);
        }

        @Override
        public boolean isWriting() {
            return table.isWriting();
        }

        @Override
        public void apply(BinaryInput payload, Decoder<Object> keyDecoder, Decoder<?> values, KeyRange writer) {
            int operation = payload.readByte();
            payload.readZigZagLong();
            restored.add(table, operation, keyDecoder.decode(payload), keys, payload, values);
        }

        @Override
        public void settle() {
            restored.settle();
        }

        @Override
        public void markClean() {
            table.markClean();
        }

        @Override
        public long size() {
            return table.size();
        }
    }

    /** A state with one value per key and namespace, where namespaces are ordered and dropped whole. */
    final class Spaced<V> implements KeyedState {
        private final int id;
        private final String name;
        private final Codec<Object> keys;
        private final Codec<V> codec;
        private final int groups;
        private final TreeMap<Long, KeyedTable<V>> tables = new TreeMap<>();
        private final List<KeyedTable<V>> freezing = new ArrayList<>();
        private final RestoredEntries<V> restored = new RestoredEntries<>();
        private List<Long> dropped = new ArrayList<>();
        private @Nullable KeyedTable<V> last;
        private long lastNamespace;

        Spaced(int id, String name, Codec<Object> keys, Codec<V> codec, int groups) {
            this.id = id;
            this.name = name;
            this.keys = keys;
            this.codec = codec;
            this.groups = groups;
        }

        /** The table of a namespace, made if it is not there. */
        public KeyedTable<V> table(long namespace) {
            KeyedTable<V> recent = last;
            if (recent != null && lastNamespace == namespace) {
                return recent;
            }
            KeyedTable<V> table = tables.computeIfAbsent(namespace, n -> new KeyedTable<>(id, n, keys, codec, groups));
            last = table;
            lastNamespace = namespace;
            return table;
        }

        /** A table of the same types that belongs to no snapshot. */
        public KeyedTable<V> scratch() {
            return new KeyedTable<>(id, 0, keys, codec, groups);
        }

        /** The tables there are, by namespace. */
        public NavigableMap<Long, KeyedTable<V>> tables() {
            return tables;
        }

        /** Drops a namespace. What a snapshot still has to write of it is written from the side. */
        public void drop(long namespace) {
            if (tables.remove(namespace) != null) {
                dropped.add(namespace);
                last = null;
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Codec<V> valueCodec() {
            return codec;
        }

        @Override
        public void freeze(ChunkBuffer chunks, boolean base) {
            if (!base) {
                // The group after the last one: every task reads the entry.
                for (long namespace : dropped) {
                    int frame = chunks.begin(id, groups);
                    chunks.out().writeByte(KeyedTable.DROP_NAMESPACE);
                    chunks.out().writeZigZagLong(namespace);
                    chunks.end(frame);
                }
            }
            dropped = new ArrayList<>();
            for (KeyedTable<V> table : tables.values()) {
                table.freeze(chunks, base);
                freezing.add(table);
            }
        }

        @Override
        public int writeSome(int most) {
            int left = most;
            while (!freezing.isEmpty()) {
                int end = freezing.size() - 1;
                KeyedTable<V> table = freezing.get(end);
                left -= table.writeSome(left);
                if (table.isWriting()) {
                    break;
                }
                freezing.remove(end);
            }
            return most - left;
        }

        @Override
        public boolean isWriting() {
            return !freezing.isEmpty();
        }

        @Override
        public void apply(BinaryInput payload, Decoder<Object> keyDecoder, Decoder<?> values, KeyRange writer) {
            int operation = payload.readByte();
            long namespace = payload.readZigZagLong();
            if (operation == KeyedTable.DROP_NAMESPACE) {
                restored.settle();
                dropOwned(namespace, writer);
            } else {
                restored.add(table(namespace), operation, keyDecoder.decode(payload), keys, payload, values);
            }
        }

        @Override
        public void settle() {
            restored.settle();
        }

        /** Drops what the writer of the snapshot held; entries of other tasks' groups stay. */
        private void dropOwned(long namespace, KeyRange writer) {
            KeyedTable<V> table = tables.get(namespace);
            if (table == null) {
                return;
            }
            for (int entry = 0; entry < table.bound(); entry++) {
                if (table.isLive(entry) && writer.owns(KeyGroups.of(table.hash(entry), groups))) {
                    table.remove(entry);
                }
            }
            if (table.size() == 0) {
                tables.remove(namespace);
                last = null;
            }
        }

        @Override
        public void markClean() {
            tables.values().forEach(KeyedTable::markClean);
        }

        @Override
        public long size() {
            long size = 0;
            for (Map.Entry<Long, KeyedTable<V>> entry : tables.entrySet()) {
                size += entry.getValue().size();
            }
            return size;
        }
    }
}
