package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a snapshot on their way into a table. They go in together, because the processor then waits for the memory of
 * many at a time: reading a large table back is little else than that wait.
 */
final class RestoredEntries<V> {
    private static final int MOST = 64;

    private final Object[] keys = new Object[MOST];
    private final Object[] values = new Object[MOST];
    private final int[] hashes = new int[MOST];
    private int size;
    private @Nullable KeyedTable<V> table;

    /** Takes an entry of a table; the value is read only if the entry has one. */
    void add(
            KeyedTable<V> into,
            int operation,
            Object key,
            Codec<Object> keyCodec,
            BinaryInput payload,
            Decoder<?> valueDecoder) {
        int hash = KeyGroups.mix(keyCodec.stableHash(key));
        if (operation == KeyedTable.PUT) {
            if (size == MOST || table != into) {
                settle();
                table = into;
            }
            keys[size] = key;
            hashes[size] = hash;
            values[size] = valueDecoder.decode(payload);
            size++;
        } else if (operation == KeyedTable.DELETE) {
            settle();
            int id = into.find(key, hash);
            if (id >= 0) {
                into.remove(id);
            }
        } else {
            throw new IllegalStateException("unknown operation " + operation + " in a snapshot of keyed state");
        }
    }

    /** Puts all that was taken into its table. */
    @SuppressWarnings({"unchecked", "NullAway"}) // what was put is forgotten
    void settle() {
        KeyedTable<V> into = table;
        if (into == null || size == 0) {
            return;
        }
        into.fetchIndex(hashes, 0, size);
        for (int i = 0; i < size; i++) {
            into.put(into.findOrInsert(keys[i], hashes[i]), (V) values[i]);
        }
        Arrays.fill(keys, 0, size, null);
        Arrays.fill(values, 0, size, null);
        size = 0;
    }
}
