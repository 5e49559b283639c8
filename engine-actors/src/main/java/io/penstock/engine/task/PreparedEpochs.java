package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.engine.state.ChunkBuffer;
import io.penstock.engine.state.StateReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What a sink task has prepared and does not know to be committed, by the checkpoint that ended the epoch. */
final class PreparedEpochs {
    private static final byte VERSION = 2;

    private final TreeMap<Long, List<Object>> epochs = new TreeMap<>();
    /** What each epoch takes in a snapshot, once it was in one. */
    private final TreeMap<Long, Long> bytes = new TreeMap<>();

    void add(long checkpointId, List<Object> committables) {
        if (!committables.isEmpty()) {
            epochs.put(checkpointId, List.copyOf(committables));
        }
    }

    /** What may be committed with a permit for a checkpoint, oldest first. */
    List<Object> upTo(long checkpointId) {
        List<Object> all = new ArrayList<>();
        epochs.headMap(checkpointId, true).values().forEach(all::addAll);
        return all;
    }

    List<Object> all() {
        return upTo(Long.MAX_VALUE);
    }

    void committed(long checkpointId) {
        epochs.headMap(checkpointId, true).clear();
        bytes.headMap(checkpointId, true).clear();
    }

    /** What they take in a snapshot, of epochs that were in one. */
    long bytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * What the snapshot of a checkpoint is to hold: the committables of its own epoch, each an entry of its own
     *
     * <pre>
     *  +----------------+-------------+
     *  | epoch, 8 bytes | committable |
     *  +----------------+-------------+
     * </pre>
     *
     * behind a header that says how they are written, and those of earlier epochs where they are already.
     */
    TaskSnapshots.Beside toStore(long checkpointId, Codec<Object> codec) {
        BinaryOutput extra = new BinaryOutput(256);
        extra.writeByte(VERSION);
        codec.schema().encode(extra);
        Iterator<ChunkBuffer.Item> items = epochs.getOrDefault(checkpointId, List.of()).stream()
                .<ChunkBuffer.Item>map(committable -> out -> write(checkpointId, committable, codec, out))
                .iterator();
        return new TaskSnapshots.Beside(
                extra.toByteArray(),
                items,
                Set.copyOf(epochs.headMap(checkpointId).keySet()));
    }

    private void write(long epoch, Object committable, Codec<Object> codec, BinaryOutput out) {
        int before = out.size();
        out.writeLong(epoch);
        codec.encode(committable, out);
        if (epochs.containsKey(epoch)) {
            bytes.merge(epoch, (long) out.size() - before, Long::sum);
        }
    }

    /**
     * Adds what snapshots hold. Lanes are not cut: each goes to one task, the one of the same number where there is one, so
     * that the order within a lane is kept and no two tasks write as the same former lane.
     *
     * @param lanes what each lane of the checkpoint wrote, or, with the same parallelism, the one of this task
     * @param task which of the tasks this is
     * @param tasks how many there are; 1 if all lanes are for this one
     */
    void restore(Codec<Object> codec, List<List<StateReader.Item>> lanes, int task, int tasks) {
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (lane % tasks == task) {
                restore(codec, lanes.get(lane));
            }
        }
    }

    private void restore(Codec<Object> codec, List<StateReader.Item> items) {
        byte[] header = null;
        Decoder<Object> decoder = null;
        for (StateReader.Item item : items) {
            if (decoder == null || item.extra() != header) {
                header = item.extra();
                decoder = decoder(codec, header);
            }
            long epoch = item.payload().readLong();
            epochs.computeIfAbsent(epoch, id -> new ArrayList<>()).add(decoder.decode(item.payload()));
            item.payload().expectEnd();
        }
    }

    private static Decoder<Object> decoder(Codec<Object> codec, byte[] header) {
        BinaryInput in = new BinaryInput(header);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException("committables have version " + version + ", this engine reads " + VERSION
                    + ": start the job with the version of Penstock that wrote them");
        }
        return codec.decoder(Schema.decode(in));
    }
}
