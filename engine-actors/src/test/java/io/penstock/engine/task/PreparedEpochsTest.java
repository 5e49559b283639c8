package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.engine.state.ChunkBuffer;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.StateReader;
import io.penstock.engine.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparedEpochsTest {
    private static final Codec<Object> CODEC = Codecs.dynamic("committable");

    private static final KeyRange RANGE = new KeyRange(128, 1, 0);

    /** What the snapshots of two checkpoints hold, read as if the first epoch was not committed at the second. */
    private static List<StateReader.Item> lane(String name) {
        PreparedEpochs prepared = new PreparedEpochs();
        List<byte[]> chunks = new ArrayList<>();
        prepared.add(3, List.of(name + " 3 a", name + " 3 b"));
        chunks.addAll(snapshot(prepared, 3));
        prepared.add(4, List.of(name + " 4"));
        chunks.addAll(snapshot(prepared, 4));
        return read(chunks);
    }

    private static List<byte[]> snapshot(PreparedEpochs prepared, long checkpoint) {
        List<byte[]> chunks = new ArrayList<>();
        StateStore store = new StateStore("out", null, RANGE);
        ChunkBuffer buffer = new ChunkBuffer(8, chunks::add);
        TaskSnapshots.Beside beside = prepared.toStore(checkpoint, CODEC);
        store.freeze(buffer, true, 0, beside.extra(), List.of());
        beside.items().forEachRemaining(buffer::add);
        store.writeSome(1);
        return chunks;
    }

    private static List<StateReader.Item> read(List<byte[]> chunks) {
        StateReader reader = new StateReader(new StateStore("out", null, RANGE));
        chunks.forEach(reader::read);
        return reader.items();
    }

    private static List<Object> restored(int task, int tasks) {
        PreparedEpochs prepared = new PreparedEpochs();
        prepared.restore(CODEC, List.of(lane("zero"), lane("one"), lane("two")), task, tasks);
        return prepared.all();
    }

    private static PreparedEpochs twoEpochs() {
        PreparedEpochs prepared = new PreparedEpochs();
        prepared.add(3, List.of("3 a", "3 b"));
        prepared.add(4, List.of("4"));
        return prepared;
    }

    @Test
    void snapshotHoldsItsOwnEpochOnly() {
        assertThat(read(snapshot(twoEpochs(), 4))).hasSize(1);
    }

    @Test
    void snapshotPointsAtEarlierEpochsThatAreNotCommitted() {
        PreparedEpochs prepared = twoEpochs();
        assertThat(prepared.toStore(4, CODEC).earlier()).containsExactly(3L);

        prepared.committed(3);

        assertThat(prepared.toStore(4, CODEC).earlier()).isEmpty();
    }

    @Test
    void countsWhatEpochsTakeUntilTheyAreCommitted() {
        PreparedEpochs prepared = twoEpochs();
        snapshot(prepared, 3);
        long ofThree = prepared.bytes();
        snapshot(prepared, 4);
        assertThat(prepared.bytes()).isGreaterThan(ofThree);

        prepared.committed(4);

        assertThat(prepared.bytes()).isZero();
    }

    @Test
    void committablesOfAnotherVersionAreRefused() {
        StateReader.Item other = new StateReader.Item(new byte[] {1}, new BinaryInput(new byte[9]));

        assertThatThrownBy(() -> new PreparedEpochs().restore(CODEC, List.of(List.of(other)), 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("committables have version 1, this engine reads 2");
    }

    @Test
    void laneThatIsNoMoreGoesWholeToOneTask() {
        assertThat(restored(0, 2))
                .containsExactlyInAnyOrder("zero 3 a", "zero 3 b", "zero 4", "two 3 a", "two 3 b", "two 4");
    }

    @Test
    void laneGoesToTheTaskOfItsNumber() {
        assertThat(restored(1, 4)).containsExactly("one 3 a", "one 3 b", "one 4");
    }

    @Test
    void taskWithoutAFormerLaneHasNothing() {
        assertThat(restored(3, 4)).isEmpty();
    }
}
