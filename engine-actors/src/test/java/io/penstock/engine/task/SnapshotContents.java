package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Codec;
import io.penstock.engine.element.Element;
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

    /** Where a lane of an ingress journal stands: behind an entry, and so many records of the next one. */
    public record LaneAt(int lane, long sequence, int records) {}

    /** Where the lanes of the ingress journal stand in a snapshot of a source task. */
    @SuppressWarnings("unchecked")
    public static List<LaneAt> lanes(Codec<?> splits, KeyRange range, List<byte[]> chunks) {
        return SourcePositions.decode((Codec<Object>) splits, extra(range, chunks)).lanes().stream()
                .map(SourcePositions.LanePosition::place)
                .map(place -> new LaneAt(place.lane(), place.sequence(), place.records()))
                .toList();
    }

    /** The records in an entry of an ingress journal. */
    @SuppressWarnings("unchecked")
    public static <T> List<T> records(Codec<T> codec, byte[] entry) {
        List<T> records = new ArrayList<>();
        new IngressFormat((Codec<Object>) codec, Integer.MAX_VALUE)
                .decode(entry, IngressFormat.Place.start(0))
                .forEach(read -> {
                    for (int i = 0; i < read.batch().size(); i++) {
                        records.add((T) read.batch().value(i));
                    }
                });
        return records;
    }

    /** The committables in a snapshot of a sink task: what it had prepared and did not know to be committed. */
    public static <C> List<C> committables(Codec<C> codec, KeyRange range, List<byte[]> chunks) {
        StateReader reader = reader(range, chunks);
        List<C> all = new ArrayList<>();
        for (StateReader.Item item : reader.items()) {
            BinaryInput payload = item.payload();
            payload.readLong();
            all.add(codec.decoder(ExtraSchema.of(item.extra())).decode(payload));
            payload.expectEnd();
        }
        return all;
    }

    /** True if a source task was at its end because the job is drained. */
    public static boolean isFinal(KeyRange range, List<byte[]> chunks) {
        return header(range, chunks).watermarkMillis() == Element.FINAL_WATERMARK;
    }

    private static StateReader reader(KeyRange range, List<byte[]> chunks) {
        StateReader reader = new StateReader(new StateStore("snapshot", null, range));
        chunks.forEach(reader::read);
        return reader;
    }

    private static byte[] extra(KeyRange range, List<byte[]> chunks) {
        return header(range, chunks).extra();
    }

    private static TaskHeader header(KeyRange range, List<byte[]> chunks) {
        TaskHeader header = reader(range, chunks).header();
        if (header == null) {
            throw new IllegalStateException("a snapshot has no header");
        }
        return header;
    }
}
