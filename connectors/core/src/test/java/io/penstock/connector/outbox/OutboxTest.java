package io.penstock.connector.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final SinkContext CONTEXT = new SinkContext("job", "id", "sink", 2, 3, 7, 0);

    private final Outbox outbox = new Outbox(10, 1000, CONTEXT);

    private void add(int... values) throws IOException {
        for (int value : values) {
            outbox.begin().writeInt(value);
            outbox.end();
        }
    }

    private static List<Integer> values(List<OutboxChunk> chunks) {
        List<Integer> values = new ArrayList<>();
        for (OutboxChunk chunk : chunks) {
            BinaryInput in = new BinaryInput(chunk.bytes());
            for (int i = 0; i < chunk.records(); i++) {
                values.add(in.readInt());
            }
            in.expectEnd();
        }
        return values;
    }

    @Test
    void givesOutWhatWasAddedInOrderAndInParts() throws Exception {
        add(1, 2, 3, 4, 5);

        List<OutboxChunk> chunks = outbox.seal(9);

        assertThat(values(chunks)).containsExactly(1, 2, 3, 4, 5);
        assertThat(chunks)
                .extracting(OutboxChunk::lane, OutboxChunk::epoch, OutboxChunk::part, OutboxChunk::parts)
                .containsExactly(tuple(2, 9L, 0, 2), tuple(2, 9L, 1, 2));
    }

    @Test
    void epochWithoutRecordsIsNothing() {
        assertThat(outbox.seal(9)).isEmpty();
    }

    @Test
    void saysWhichEpochWithRecordsCameBefore() throws Exception {
        add(1);
        outbox.seal(3);
        outbox.seal(4);
        add(2);

        assertThat(outbox.seal(5)).extracting(OutboxChunk::previous).containsExactly(3L);
    }

    @Test
    void epochBeyondTheLimitIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        add(i);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lane 2 of sink sink of job job")
                .hasMessageContaining("more than 1000 bytes")
                .hasMessageContaining("max-epoch-bytes");
    }

    @Test
    void chunkComesBackFromASnapshotAsItWas() {
        OutboxChunk chunk = new OutboxChunk(1, 2, 3, 4, -5, 6, 7, new byte[] {8, 9});
        BinaryOutput out = new BinaryOutput();
        OutboxChunk.codec().encode(chunk, out);

        OutboxChunk restored = OutboxChunk.codec().decode(new BinaryInput(out.toByteArray()));

        assertThat(restored).isEqualTo(chunk);
    }
}
