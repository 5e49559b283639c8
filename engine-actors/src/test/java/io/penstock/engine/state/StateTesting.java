package io.penstock.engine.state;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests of keyed state share: keys that are numbers, and snapshots as lists of chunks. */
final class StateTesting {
    static final int GROUPS = 16;

    @SuppressWarnings("unchecked")
    static final Codec<Object> KEYS = (Codec<Object>) (Codec<?>) Codecs.LONG;

    private StateTesting() {}

    static int hash(Object key) {
        return KeyGroups.mix(KEYS.stableHash(key));
    }

    static StateStore store(int tasks, int task) {
        return new StateStore("sums", KEYS, new KeyRange(GROUPS, tasks, task));
    }

    static <V> void put(KeyedTable<V> table, long key, V value) {
        table.put(table.findOrInsert(key, hash(key)), value);
    }

    static void remove(KeyedTable<?> table, long key) {
        int id = table.find(key, hash(key));
        if (id >= 0) {
            table.remove(id);
        }
    }

    /** All entries of a table. */
    static <V> Map<Long, V> entries(KeyedTable<V> table) {
        Map<Long, V> all = new TreeMap<>();
        for (int id = 0; id < table.bound(); id++) {
            if (table.isLive(id)) {
                V value = table.get(id);
                if (value != null) {
                    all.put((Long) table.key(id), value);
                }
            }
        }
        return all;
    }

    /** A whole snapshot, written at once. */
    static List<byte[]> snapshot(StateStore store, boolean base) {
        List<byte[]> chunks = new ArrayList<>();
        store.freeze(new ChunkBuffer(256, chunks::add), base, 0, new byte[0], List.of());
        store.writeSome(Integer.MAX_VALUE);
        return chunks;
    }

    static void read(StateStore store, Iterable<byte[]> chunks) {
        StateReader reader = new StateReader(store);
        chunks.forEach(reader::read);
        store.markClean();
    }
}
