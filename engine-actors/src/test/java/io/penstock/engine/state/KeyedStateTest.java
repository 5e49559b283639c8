package io.penstock.engine.state;

import static io.penstock.engine.state.StateTesting.entries;
import static io.penstock.engine.state.StateTesting.put;
import static io.penstock.engine.state.StateTesting.read;
import static io.penstock.engine.state.StateTesting.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.Codecs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedStateTest {
    private final StateStore store = StateTesting.store(1, 0);
    private final KeyedState.Spaced<Long> panes = store.spaced("panes", Codecs.LONG);

    private static Map<Long, Map<Long, Long>> all(KeyedState.Spaced<Long> state) {
        Map<Long, Map<Long, Long>> all = new TreeMap<>();
        state.tables().forEach((namespace, table) -> {
            if (table.size() > 0) {
                all.put(namespace, entries(table));
            }
        });
        return all;
    }

    private static Map<Long, Map<Long, Long>> restored(List<byte[]> chunks) {
        StateStore next = StateTesting.store(1, 0);
        KeyedState.Spaced<Long> state = next.spaced("panes", Codecs.LONG);
        read(next, chunks);
        return all(state);
    }

    @Test
    void oneKeyHasAValuePerNamespace() {
        put(panes.table(10), 1, 100L);
        put(panes.table(20), 1, 200L);

        assertThat(entries(panes.table(10))).containsExactly(Map.entry(1L, 100L));
        assertThat(entries(panes.table(20))).containsExactly(Map.entry(1L, 200L));
        assertThat(panes.size()).isEqualTo(2);
    }

    @Test
    void namespacesAreOrderedAlsoBelowZero() {
        panes.table(5);
        panes.table(-7);
        panes.table(0);

        assertThat(panes.tables().keySet()).containsExactly(-7L, 0L, 5L);
    }

    @Test
    void droppedNamespaceIsEmptyWhenItIsUsedAgain() {
        put(panes.table(10), 1, 100L);

        panes.drop(10);

        assertThat(panes.table(10).size()).isZero();
    }

    @Test
    void dropIsPartOfTheNextDelta() {
        put(panes.table(10), 1, 100L);
        put(panes.table(20), 2, 200L);
        List<byte[]> journal = new ArrayList<>(snapshot(store, true));
        panes.drop(10);
        journal.addAll(snapshot(store, false));

        assertThat(restored(journal)).containsExactly(Map.entry(20L, Map.of(2L, 200L)));
    }

    @Test
    void whatIsFrozenOfADroppedNamespaceIsStillWritten() {
        put(panes.table(10), 1, 100L);
        List<byte[]> journal = new ArrayList<>();
        store.freeze(new ChunkBuffer(64, journal::add), true, 0, new byte[0], List.of());
        panes.drop(10);
        put(panes.table(10), 2, 5L);
        while (!store.writeSome(1)) {}

        assertThat(restored(journal)).containsExactly(Map.entry(10L, Map.of(1L, 100L)));
    }

    @Test
    void namespaceDroppedAndFilledAgainHoldsOnlyWhatIsNew() {
        put(panes.table(10), 1, 100L);
        List<byte[]> journal = new ArrayList<>(snapshot(store, true));
        panes.drop(10);
        put(panes.table(10), 2, 5L);
        journal.addAll(snapshot(store, false));

        assertThat(restored(journal)).containsExactly(Map.entry(10L, Map.of(2L, 5L)));
    }

    @Test
    void baseNeedsNoDrops() {
        put(panes.table(10), 1, 100L);
        snapshot(store, true);
        panes.drop(10);

        assertThat(restored(snapshot(store, true))).isEmpty();
    }

    @Test
    void scratchTableIsInNoSnapshot() {
        put(panes.scratch(), 1, 100L);

        assertThat(restored(snapshot(store, true))).isEmpty();
        assertThat(panes.size()).isZero();
    }

    /** As {@code KeyedTableTest} does for one table, with namespaces that come and are dropped whole. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void snapshotIsOfTheMomentOfItsFreezeAlsoWhenNamespacesAreDropped(int seed) {
        Random random = new Random(seed);
        Map<Long, Map<Long, Long>> model = new HashMap<>();
        List<byte[]> journal = new ArrayList<>();
        List<byte[]> current = new ArrayList<>();
        Map<Long, Map<Long, Long>> frozen = Map.of();
        boolean writing = false;
        int snapshots = 0;
        for (int step = 0; step < 5_000; step++) {
            long namespace = random.nextInt(6) - 3L;
            long key = random.nextInt(60);
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> {
                    put(panes.table(namespace), key, (long) step);
                    model.computeIfAbsent(namespace, n -> new TreeMap<>()).put(key, (long) step);
                }
                case 5 -> {
                    StateTesting.remove(panes.table(namespace), key);
                    model.computeIfAbsent(namespace, n -> new TreeMap<>()).remove(key);
                }
                case 6 -> {
                    if (random.nextInt(5) == 0) {
                        panes.drop(namespace);
                        model.remove(namespace);
                    }
                }
                case 7, 8, 9 -> {
                    if (writing && store.writeSome(1 + random.nextInt(5))) {
                        writing = false;
                        snapshots++;
                        journal.addAll(current);
                        assertThat(restored(journal))
                                .as("seed %d snapshot %d", seed, snapshots)
                                .isEqualTo(frozen);
                    }
                }
                default -> {
                    if (!writing && random.nextInt(10) == 0) {
                        boolean base = snapshots == 0 || random.nextInt(6) == 0;
                        if (base) {
                            journal.clear();
                        }
                        frozen = copy(model);
                        List<byte[]> chunks = new ArrayList<>();
                        current = chunks;
                        store.freeze(new ChunkBuffer(64, chunks::add), base, 0, new byte[0], List.of());
                        writing = true;
                    }
                }
            }
        }
        assertThat(snapshots).isGreaterThan(10);
    }

    private static Map<Long, Map<Long, Long>> copy(Map<Long, Map<Long, Long>> model) {
        Map<Long, Map<Long, Long>> copy = new TreeMap<>();
        model.forEach((namespace, entries) -> {
            if (!entries.isEmpty()) {
                copy.put(namespace, new TreeMap<>(entries));
            }
        });
        return copy;
    }
}
