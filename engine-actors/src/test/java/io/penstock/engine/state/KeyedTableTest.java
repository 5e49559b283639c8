package io.penstock.engine.state;

import static io.penstock.engine.state.StateTesting.GROUPS;
import static io.penstock.engine.state.StateTesting.KEYS;
import static io.penstock.engine.state.StateTesting.entries;
import static io.penstock.engine.state.StateTesting.hash;
import static io.penstock.engine.state.StateTesting.put;
import static io.penstock.engine.state.StateTesting.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.element.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedTableTest {
    private final KeyedTable<Long> table = new KeyedTable<>(1, 0, KEYS, Codecs.LONG, GROUPS);

    @Test
    void findsWhatWasPut() {
        put(table, 7, 70L);

        assertThat(table.get(table.find(7L, hash(7L)))).isEqualTo(70L);
        assertThat(table.find(8L, hash(8L))).isEqualTo(-1);
    }

    @Test
    void newEntryHasNoValueUntilItIsPut() {
        assertThat(table.get(table.findOrInsert(1L, hash(1L)))).isNull();
    }

    @Test
    void removedEntryIsNotFound() {
        put(table, 7, 70L);
        remove(table, 7);

        assertThat(table.find(7L, hash(7L))).isEqualTo(-1);
        assertThat(table.size()).isZero();
    }

    @Test
    void entryInsertedAgainAfterItsRemovalHasNoValue() {
        put(table, 7, 70L);
        remove(table, 7);

        assertThat(table.get(table.findOrInsert(7L, hash(7L)))).isNull();
    }

    @Test
    void keysWithOneHashAreToldApart() {
        for (long key = 0; key < 50; key++) {
            table.put(table.findOrInsert(key, 42), key);
        }
        for (long key = 0; key < 50; key++) {
            assertThat(table.get(table.find(key, 42))).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keysOfABatchHaveTheEntriesTheyHaveOneByOne(boolean numbers) {
        KeyedTable<Object> large = new KeyedTable<>(1, 0, numbers ? KEYS : objects(Codecs.STRING), KEYS, GROUPS);
        int known = 20_000;
        for (int i = 0; i < known; i++) {
            Object key = key(numbers, i);
            large.put(large.findOrInsert(key, hash((long) i)), key);
        }
        int size = 3 * KeyedTable.AT_ONCE - 7;
        Keys batch = numbers ? Keys.numbers(size) : Keys.objects(size);
        for (int i = 0; i < size; i++) {
            // Every third key is new, and comes twice.
            int number = i % 3 == 0 ? known + i / 6 : i * 97;
            batch.set(i, key(numbers, number), hash((long) number));
        }

        int[] ids = new int[size];
        for (int from = 0; from < size; from += KeyedTable.AT_ONCE) {
            int end = Math.min(size, from + KeyedTable.AT_ONCE);
            large.fetch(batch, from, end);
            large.findOrInsert(batch, from, end, ids);
        }

        for (int i = 0; i < size; i++) {
            Object key = batch.key(i);
            assertThat(ids[i]).isEqualTo(large.find(key, batch.hash(i)));
            assertThat(large.key(ids[i])).isEqualTo(key);
            assertThat(large.get(ids[i])).isEqualTo(i % 3 == 0 ? null : key);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cursorGivesEveryEntryThatHasAValueOnce(boolean numbers) {
        KeyedTable<Object> some = new KeyedTable<>(1, 0, numbers ? KEYS : objects(Codecs.STRING), KEYS, GROUPS);
        int count = 3 * KeyedTable.AT_ONCE - 7;
        Map<Object, Object> expected = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int id = some.findOrInsert(key(numbers, i), hash((long) i));
            if (i % 7 != 0) {
                some.put(id, "value-" + i);
            }
            if (i % 7 > 0 && i % 5 == 0) {
                some.remove(id);
            }
            if (i % 7 > 0 && i % 5 > 0) {
                expected.put(key(numbers, i), "value-" + i);
            }
        }

        Map<Object, Object> found = new LinkedHashMap<>();
        KeyedTable<Object>.Cursor cursor = some.cursor();
        while (cursor.next()) {
            assertThat(cursor.size()).isBetween(1, KeyedTable.AT_ONCE);
            for (int i = 0; i < cursor.size(); i++) {
                assertThat(some.find(cursor.keys().key(i), cursor.keys().hash(i)))
                        .isNotNegative();
                found.put(cursor.keys().key(i), cursor.value(i));
            }
        }
        assertThat(found).containsExactlyEntriesOf(expected);
        assertThat(cursor.next()).isFalse();
    }

    @SuppressWarnings("unchecked")
    private static Codec<Object> objects(Codec<?> codec) {
        return (Codec<Object>) codec;
    }

    private static Object key(boolean number, long key) {
        return number ? (Object) key : "key-" + key;
    }

    @Test
    void secondFreezeWhileOneIsWrittenIsRefused() {
        put(table, 1, 1L);
        table.freeze(new ChunkBuffer(1024, chunk -> {}), true);

        assertThatThrownBy(() -> table.freeze(new ChunkBuffer(1024, chunk -> {}), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still being written");
    }

    @Test
    void writesNoMoreEntriesThanItIsAskedFor() {
        for (long key = 0; key < 10; key++) {
            put(table, key, key);
        }
        List<byte[]> chunks = new ArrayList<>();
        table.freeze(new ChunkBuffer(1, chunks::add), false);

        assertThat(table.writeSome(4)).isEqualTo(4);
        assertThat(chunks).hasSize(4);
        table.writeSome(4);
        assertThat(table.isWriting()).isTrue();
        assertThat(table.writeSome(4)).isEqualTo(2);
        assertThat(chunks).hasSize(10);
        assertThat(table.isWriting()).isFalse();
    }

    @Test
    void deltaHoldsOnlyWhatChanged() {
        for (long key = 0; key < 100; key++) {
            put(table, key, key);
        }
        write(true);
        put(table, 5, 500L);

        assertThat(write(false)).hasSize(1);
    }

    @Test
    void cleanTableHasAnEmptyDelta() {
        put(table, 5, 500L);
        table.markClean();

        assertThat(write(false)).isEmpty();
    }

    @Test
    void roomOfRemovedEntriesIsUsedAgain() {
        for (int round = 0; round < 100; round++) {
            for (long key = 0; key < 10; key++) {
                put(table, round * 10L + key, key);
            }
            for (long key = 0; key < 10; key++) {
                remove(table, round * 10L + key);
            }
            write(false);
        }

        assertThat(table.bound()).isLessThanOrEqualTo(20);
    }

    /** One chunk per entry. */
    private List<byte[]> write(boolean base) {
        List<byte[]> chunks = new ArrayList<>();
        table.freeze(new ChunkBuffer(1, chunks::add), base);
        table.writeSome(Integer.MAX_VALUE);
        return chunks;
    }

    /**
     * The claim of copy-on-write: whatever changes while a snapshot is written, reading the last base and the deltas
     * behind it gives the state of the moment the snapshot was frozen at.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void snapshotIsOfTheMomentOfItsFreezeWhateverChangesWhileItIsWritten(int seed) {
        Random random = new Random(seed);
        int keys = seed % 2 == 0 ? 40 : 400;
        StateStore store = StateTesting.store(1, 0);
        KeyedTable<long[]> cells =
                store.single("cells", Codecs.of(long[].class)).table();
        Map<Long, Long> model = new HashMap<>();
        List<byte[]> journal = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        Map<Long, Long> frozen = new TreeMap<>();
        boolean base = true;
        boolean writing = false;
        int snapshots = 0;
        for (int step = 0; step < 8_000; step++) {
            long key = random.nextInt(keys);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> {
                    // In place, as an accumulator is changed: get, change, put.
                    int id = cells.findOrInsert(key, hash(key));
                    long[] cell = cells.get(id);
                    if (cell == null) {
                        cell = new long[1];
                    }
                    cell[0] += step;
                    cells.put(id, cell);
                    model.merge(key, (long) step, Long::sum);
                }
                case 6, 7, 8 -> {
                    put(cells, key, new long[] {step});
                    model.put(key, (long) step);
                }
                case 9, 10, 11 -> {
                    remove(cells, key);
                    model.remove(key);
                }
                case 12, 13 -> {
                    int id = cells.find(key, hash(key));
                    long[] cell = id < 0 ? null : cells.get(id);
                    assertThat(cell == null ? null : (Long) cell[0]).isEqualTo(model.get(key));
                }
                case 14, 15, 16 -> {
                    if (writing && store.writeSome(1 + random.nextInt(8))) {
                        writing = false;
                        journal.addAll(current);
                        verify(journal, frozen, "seed " + seed + " snapshot " + snapshots);
                        snapshots++;
                    }
                }
                default -> {
                    if (!writing && random.nextInt(15) == 0) {
                        base = snapshots == 0 || random.nextInt(6) == 0;
                        if (base) {
                            journal.clear();
                        }
                        frozen = new TreeMap<>(model);
                        List<byte[]> chunks = new ArrayList<>();
                        current = chunks;
                        store.freeze(new ChunkBuffer(64, chunks::add), base, step, new byte[0], List.of());
                        writing = true;
                    }
                }
            }
            assertThat(cells.size()).isEqualTo(model.size());
        }
        assertThat(snapshots).isGreaterThan(10);
        Map<Long, Long> end = new TreeMap<>();
        entries(cells).forEach((key, cell) -> end.put(key, cell[0]));
        assertThat(end).isEqualTo(new TreeMap<>(model));
    }

    private static void verify(List<byte[]> journal, Map<Long, Long> frozen, String when) {
        StateStore restored = StateTesting.store(1, 0);
        KeyedTable<long[]> cells =
                restored.single("cells", Codecs.of(long[].class)).table();
        StateTesting.read(restored, journal);
        Map<Long, Long> read = new TreeMap<>();
        entries(cells).forEach((key, cell) -> read.put(key, cell[0]));
        assertThat(read).as(when).isEqualTo(frozen);
    }
}
