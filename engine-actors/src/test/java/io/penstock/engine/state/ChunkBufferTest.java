package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.BinaryInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
    private final List<byte[]> chunks = new ArrayList<>();

    private static void entry(ChunkBuffer buffer, int stateId, int group, String text) {
        int frame = buffer.begin(stateId, group);
        buffer.out().writeUtf8(text);
        buffer.end(frame);
    }

    @Test
    void entriesAreCollectedUntilAChunkIsFull() {
        ChunkBuffer buffer = new ChunkBuffer(40, chunks::add);
        entry(buffer, 1, 2, "first");
        assertThat(chunks).isEmpty();

        entry(buffer, 1, 2, "a text that is longer than what is left of it");

        assertThat(chunks).hasSize(1);
    }

    @Test
    void entryNeverSpansTwoChunks() {
        ChunkBuffer buffer = new ChunkBuffer(50, chunks::add);
        for (int i = 0; i < 100; i++) {
            entry(buffer, i % 3, i, "entry " + i);
        }
        buffer.flush();

        int entry = 0;
        for (byte[] chunk : chunks) {
            BinaryInput in = new BinaryInput(chunk);
            while (in.remaining() > 0) {
                assertThat(in.readVarInt()).isEqualTo(entry % 3);
                assertThat(in.readVarInt()).isEqualTo(entry);
                assertThat(in.readFrame().readUtf8()).isEqualTo("entry " + entry);
                entry++;
            }
        }
        assertThat(entry).isEqualTo(100);
    }

    @Test
    void flushOfNothingHandsOnNothing() {
        ChunkBuffer buffer = new ChunkBuffer(50, chunks::add);

        buffer.flush();

        assertThat(chunks).isEmpty();
    }

    @Test
    void countsTheBytesItHandedOn() {
        ChunkBuffer buffer = new ChunkBuffer(50, chunks::add);
        for (int i = 0; i < 10; i++) {
            entry(buffer, 1, i, "entry");
        }
        buffer.flush();

        assertThat(buffer.bytes())
                .isEqualTo(chunks.stream().mapToLong(chunk -> chunk.length).sum());
    }
}
