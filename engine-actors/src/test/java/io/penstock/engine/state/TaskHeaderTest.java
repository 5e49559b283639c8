package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskHeaderTest {
    private static @Nullable TaskHeader read(TaskHeader header) {
        List<byte[]> chunks = new ArrayList<>();
        ChunkBuffer buffer = new ChunkBuffer(1, chunks::add);
        header.writeTo(buffer);
        BinaryInput in = new BinaryInput(chunks.get(0));
        assertThat(in.readVarInt()).isEqualTo(TaskHeader.STATE_ID);
        in.readVarInt();
        return TaskHeader.read(in.readFrame());
    }

    @Test
    void everyFieldIsReadBack() {
        TaskHeader header = new TaskHeader(
                true,
                new KeyRange(128, 3, 2),
                -5_000L,
                Codecs.STRING.schema(),
                List.of(
                        new TaskHeader.StateDescriptor(1, "sum", false, 1_000_000_000_000L, Codecs.LONG.schema()),
                        new TaskHeader.StateDescriptor(2, "panes", true, 0, Codecs.STRING.schema())),
                new byte[] {1, 2, 3});

        assertThat(read(header)).usingRecursiveComparison().isEqualTo(header);
    }

    @Test
    void headerOfATaskWithoutKeysIsReadBack() {
        TaskHeader header =
                new TaskHeader(false, new KeyRange(128, 1, 0), Long.MIN_VALUE, null, List.of(), new byte[0]);

        assertThat(read(header)).usingRecursiveComparison().isEqualTo(header);
    }

    @Test
    void readerKnowsTheHeaderItReadLast() {
        StateStore store = new StateStore("source", null, new KeyRange(128, 1, 0));
        List<byte[]> chunks = new ArrayList<>();
        store.freeze(new ChunkBuffer(64, chunks::add), true, 77, new byte[] {9}, List.of());
        store.writeSome(1);

        StateReader reader = new StateReader(store);
        assertThat(reader.header()).isNull();
        chunks.forEach(reader::read);

        assertThat(reader.header()).isNotNull().satisfies(header -> {
            assertThat(header.watermarkMillis()).isEqualTo(77);
            assertThat(header.extra()).containsExactly(9);
        });
    }

    @Test
    void anotherVersionIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> TaskHeader.read(new BinaryInput(new byte[] {9})))
                .isInstanceOf(StateRestoreException.class)
                .hasMessageContaining("version 9")
                .hasMessageContaining("this engine reads 1")
                .hasMessageContaining("start the job with the version of Penstock that wrote it");
    }
}
