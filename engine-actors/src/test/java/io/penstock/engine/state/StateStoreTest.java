package io.penstock.engine.state;

import static io.penstock.engine.state.StateTesting.GROUPS;
import static io.penstock.engine.state.StateTesting.KEYS;
import static io.penstock.engine.state.StateTesting.entries;
import static io.penstock.engine.state.StateTesting.hash;
import static io.penstock.engine.state.StateTesting.put;
import static io.penstock.engine.state.StateTesting.read;
import static io.penstock.engine.state.StateTesting.snapshot;
import static io.penstock.engine.state.StateTesting.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateStoreTest {
    record Point(int x, int y) {}

    @Test
    void everyStateIsReadBack() {
        StateStore written = store(1, 0);
        put(written.single("sum", Codecs.LONG).table(), 1, 10L);
        put(written.single("name", Codecs.STRING).table(), 2, "two");
        put(written.spaced("panes", Codecs.of(Point.class)).table(-60), 3, new Point(3, 4));
        List<byte[]> chunks = snapshot(written, true);

        StateStore next = store(1, 0);
        KeyedTable<Long> sum = next.single("sum", Codecs.LONG).table();
        KeyedTable<String> name = next.single("name", Codecs.STRING).table();
        KeyedState.Spaced<Point> panes = next.spaced("panes", Codecs.of(Point.class));
        read(next, chunks);

        assertThat(entries(sum)).containsExactly(Map.entry(1L, 10L));
        assertThat(entries(name)).containsExactly(Map.entry(2L, "two"));
        assertThat(entries(panes.table(-60))).containsExactly(Map.entry(3L, new Point(3, 4)));
        assertThat(next.size()).isEqualTo(3);
    }

    @Test
    void statesAreFoundByNameNotByTheOrderOfDeclaration() {
        StateStore written = store(1, 0);
        put(written.single("a", Codecs.LONG).table(), 1, 10L);
        put(written.single("b", Codecs.LONG).table(), 1, 20L);
        List<byte[]> chunks = snapshot(written, true);

        StateStore next = store(1, 0);
        KeyedTable<Long> b = next.single("b", Codecs.LONG).table();
        KeyedTable<Long> a = next.single("a", Codecs.LONG).table();
        read(next, chunks);

        assertThat(entries(a)).containsExactly(Map.entry(1L, 10L));
        assertThat(entries(b)).containsExactly(Map.entry(1L, 20L));
    }

    @Test
    void stateThatIsNewBeginsEmpty() {
        StateStore written = store(1, 0);
        put(written.single("a", Codecs.LONG).table(), 1, 10L);
        List<byte[]> chunks = snapshot(written, true);

        StateStore next = store(1, 0);
        next.single("a", Codecs.LONG);
        KeyedTable<Long> fresh = next.single("fresh", Codecs.LONG).table();
        read(next, chunks);

        assertThat(fresh.size()).isZero();
    }

    @Test
    void restoredStateIsClean() {
        StateStore written = store(1, 0);
        put(written.single("a", Codecs.LONG).table(), 1, 10L);
        StateStore next = store(1, 0);
        KeyedTable<Long> table = next.single("a", Codecs.LONG).table();
        read(next, snapshot(written, true));

        List<byte[]> delta = new ArrayList<>();
        table.freeze(new ChunkBuffer(1, delta::add), false);
        table.writeSome(100);

        assertThat(delta).isEmpty();
    }

    /** The claim of key groups: whatever the parallelism was and is, every key is in the state of its one owner. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 1", "2, 3", "3, 2", "4, 4", "16, 5", "5, 16"})
    void everyKeyHasOneOwnerAfterTheParallelismHasChanged(int before, int after) {
        Random random = new Random(before * 100L + after);
        Map<Long, Long> model = new TreeMap<>();
        List<List<byte[]>> journals = new ArrayList<>();
        List<StateStore> writers = new ArrayList<>();
        List<KeyedState.Single<Long>> sums = new ArrayList<>();
        List<KeyedState.Spaced<Long>> panes = new ArrayList<>();
        for (int task = 0; task < before; task++) {
            StateStore store = store(before, task);
            writers.add(store);
            sums.add(store.single("sum", Codecs.LONG));
            panes.add(store.spaced("panes", Codecs.LONG));
            journals.add(new ArrayList<>());
        }
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 300; i++) {
                long key = random.nextInt(500);
                int owner = owner(before, key);
                if (random.nextInt(4) == 0) {
                    StateTesting.remove(sums.get(owner).table(), key);
                    model.remove(key);
                } else {
                    put(sums.get(owner).table(), key, (long) i);
                    model.put(key, (long) i);
                }
                put(panes.get(owner).table(round), key, key);
            }
            for (int task = 0; task < before; task++) {
                // A window that is over is over in every task.
                panes.get(task).drop(round - 1);
                journals.get(task).addAll(snapshot(writers.get(task), round == 0));
            }
        }

        Map<Long, Long> union = new TreeMap<>();
        Map<Long, Long> unionOfPanes = new TreeMap<>();
        for (int task = 0; task < after; task++) {
            StateStore store = store(after, task);
            KeyedTable<Long> sum = store.single("sum", Codecs.LONG).table();
            KeyedState.Spaced<Long> pane = store.spaced("panes", Codecs.LONG);
            journals.forEach(journal -> new StateReaderOf(store).readAll(journal));
            store.markClean();
            for (Map.Entry<Long, Long> entry : entries(sum).entrySet()) {
                assertThat(owner(after, entry.getKey())).isEqualTo(task);
                assertThat(union.put(entry.getKey(), entry.getValue())).isNull();
            }
            assertThat(pane.tables().keySet()).as("dropped panes are gone").isSubsetOf(3L);
            entries(pane.table(3)).forEach((key, value) -> assertThat(unionOfPanes.put(key, value))
                    .isNull());
        }
        assertThat(union).isEqualTo(model);
        Map<Long, Long> writtenPanes = new TreeMap<>();
        panes.forEach(state -> writtenPanes.putAll(entries(state.table(3))));
        assertThat(unionOfPanes).isEqualTo(writtenPanes);
    }

    private record StateReaderOf(StateStore store) {
        void readAll(List<byte[]> chunks) {
            StateReader reader = new StateReader(store);
            chunks.forEach(reader::read);
        }
    }

    private static int owner(int tasks, long key) {
        return KeyGroups.owners(GROUPS, tasks)[KeyGroups.of(hash(key), GROUPS)];
    }

    @Test
    void changedMeaningOfAValueIsRefusedWithOperatorAndState() {
        StateStore written = store(1, 0);
        put(written.single("sum", Codecs.LONG).table(), 1, 10L);
        List<byte[]> chunks = snapshot(written, true);
        StateStore next = store(1, 0);
        next.single("sum", Codecs.STRING);

        assertThatThrownBy(() -> read(next, chunks))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("state 'sum' of operator 'sums' cannot be read")
                .hasMessageContaining("long")
                .hasMessageContaining("string");
    }

    @Test
    void changedKeyIsRefused() {
        StateStore written = store(1, 0);
        put(written.single("sum", Codecs.LONG).table(), 1, 10L);
        List<byte[]> chunks = snapshot(written, true);
        @SuppressWarnings("unchecked")
        Codec<Object> strings = (Codec<Object>) (Codec<?>) Codecs.STRING;
        StateStore next = new StateStore("sums", strings, new KeyRange(GROUPS, 1, 0));
        next.single("sum", Codecs.LONG);

        assertThatThrownBy(() -> read(next, chunks))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("the key of operator 'sums' cannot be read");
    }

    @Test
    void stateThatIsNoLongerDeclaredIsRefused() {
        StateStore written = store(1, 0);
        written.single("sum", Codecs.LONG);
        List<byte[]> chunks = snapshot(written, true);
        StateStore next = store(1, 0);
        next.single("total", Codecs.LONG);

        assertThatThrownBy(() -> read(next, chunks))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("operator 'sums' has state 'sum' in its snapshot, but declares it no more")
                .hasMessageContaining("another name");
    }

    @Test
    void stateOfAnotherKindIsRefused() {
        StateStore written = store(1, 0);
        written.single("sum", Codecs.LONG);
        List<byte[]> chunks = snapshot(written, true);
        StateStore next = store(1, 0);
        next.spaced("sum", Codecs.LONG);

        assertThatThrownBy(() -> read(next, chunks))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("another kind of operator");
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefusedWithTheSettingToPutBack() {
        StateStore written = store(1, 0);
        written.single("sum", Codecs.LONG);
        List<byte[]> chunks = snapshot(written, true);
        StateStore next = new StateStore("sums", KEYS, new KeyRange(64, 1, 0));
        next.single("sum", Codecs.LONG);

        assertThatThrownBy(() -> read(next, chunks))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("16 key groups")
                .hasMessageContaining("64")
                .hasMessageContaining("penstock.job.key-groups");
    }

    @Test
    void entryOfAStateThatTheHeaderDoesNotDeclareIsRefused() {
        BinaryOutput out = new BinaryOutput(16);
        out.writeVarInt(9);
        out.writeVarInt(0);
        int frame = out.beginFrame();
        out.endFrame(frame);

        assertThatThrownBy(() -> read(store(1, 0), List.of(out.toByteArray())))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("entry of state 9");
    }

    @Test
    void damagedChunkIsRefused() {
        StateStore written = store(1, 0);
        put(written.single("sum", Codecs.LONG).table(), 1, 10L);
        byte[] whole = snapshot(written, true).get(0);
        StateStore next = store(1, 0);
        next.single("sum", Codecs.LONG);

        assertThatThrownBy(() -> read(next, List.of(java.util.Arrays.copyOf(whole, whole.length - 1))))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void twoStatesOfOneNameAreRefused() {
        StateStore states = store(1, 0);
        states.single("sum", Codecs.LONG);

        assertThatThrownBy(() -> states.spaced("sum", Codecs.LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operator 'sums' declares two states named 'sum'");
    }

    @Test
    void keyedStateOfAnOperatorWithoutKeyIsRefused() {
        StateStore states = new StateStore("plain", null, new KeyRange(GROUPS, 1, 0));

        assertThatThrownBy(() -> states.single("sum", Codecs.LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("operator 'plain' has no key");
    }

    @Test
    void freezeWhileASnapshotIsWrittenIsRefused() {
        StateStore states = store(1, 0);
        put(states.single("sum", Codecs.LONG).table(), 1, 1L);
        states.freeze(new ChunkBuffer(64, chunk -> {}), true, 0, new byte[0], List.of());

        assertThatThrownBy(() -> states.freeze(new ChunkBuffer(64, chunk -> {}), false, 0, new byte[0], List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still being written");
    }

    @Test
    void isWritingUntilTheSnapshotIsHandedOn() {
        StateStore states = store(1, 0);
        for (long key = 0; key < 10; key++) {
            put(states.single("sum" + key, Codecs.LONG).table(), key, key);
        }
        states.freeze(new ChunkBuffer(64, chunk -> {}), true, 0, new byte[0], List.of());
        assertThat(states.isWriting()).isTrue();

        while (!states.writeSome(1)) {}

        assertThat(states.isWriting()).isFalse();
    }

    /** A slice bounds how long a task stays away from its records, however many tables its state has. */
    @Test
    void sliceIsBoundedOverAllTablesOfAState() {
        StateStore states = store(1, 0);
        KeyedState.Spaced<Long> panes = states.spaced("panes", Codecs.LONG);
        for (long pane = 0; pane < 100; pane++) {
            for (long key = 0; key < 10; key++) {
                put(panes.table(pane), key, key);
            }
        }
        List<byte[]> chunks = new ArrayList<>();
        states.freeze(new ChunkBuffer(1, chunks::add), true, 0, new byte[0], List.of());
        int header = chunks.size();

        states.writeSome(20);

        assertThat(chunks.size() - header).isLessThanOrEqualTo(20);
    }
}
