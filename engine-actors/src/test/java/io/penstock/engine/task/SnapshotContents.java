package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.StateReader;
import io.penstock.engine.state.StateStore;
import io.penstock.engine.state.TaskHeader;
import java.util.ArrayList;
import java.util.List;

/** Reads what snapshots of sources and sinks hold, for tests that look into checkpoints. */
public final class SnapshotContents {
    private SnapshotContents() {}

    /** The unfinished splits in a snapshot of a source task. */
    @SuppressWarnings("unchecked")
    public static <S> List<S> splits(Codec<S> codec, KeyRange range, List<byte[]> chunks) {
        return SourcePositions.decode((Codec<Object>) codec, extra(range, chunks)).splits().stream()
                .map(position -> (S) position.split())
                .toList();
    }

    /** The committables in a snapshot of a sink task: what it had prepared and did not know to be committed. */
    public static <C> List<C> committables(Codec<C> codec, KeyRange range, List<byte[]> chunks) {
        BinaryInput in = new BinaryInput(extra(range, chunks));
        in.readByte();
        Decoder<C> decoder = codec.decoder(Schema.decode(in));
        List<C> all = new ArrayList<>();
        int epochs = in.readLength("epochs");
        for (int epoch = 0; epoch < epochs; epoch++) {
            in.readLong();
            int size = in.readLength("committables");
            for (int i = 0; i < size; i++) {
                all.add(decoder.decode(in));
            }
        }
        in.expectEnd();
        return all;
    }

    private static byte[] extra(KeyRange range, List<byte[]> chunks) {
        StateReader reader = new StateReader(new StateStore("snapshot", null, range));
        chunks.forEach(reader::read);
        TaskHeader header = reader.header();
        if (header == null) {
            throw new IllegalStateException("a snapshot has no header");
        }
        return header.extra();
    }
}
