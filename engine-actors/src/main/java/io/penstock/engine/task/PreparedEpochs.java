package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a sink task has prepared and does not know to be committed, by the checkpoint that ended the epoch. */
final class PreparedEpochs {
    private static final byte VERSION = 1;

    private final TreeMap<Long, List<Object>> epochs = new TreeMap<>();
    /** What each epoch takes in a snapshot, once it was in one. */
    private final TreeMap<Long, Integer> bytes = new TreeMap<>();

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
        return bytes.values().stream().mapToLong(Integer::longValue).sum();
    }

    byte[] encode(Codec<Object> codec) {
        BinaryOutput out = new BinaryOutput(256);
        out.writeByte(VERSION);
        codec.schema().encode(out);
        out.writeVarInt(epochs.size());
        for (Map.Entry<Long, List<Object>> epoch : epochs.entrySet()) {
            int before = out.size();
            out.writeLong(epoch.getKey());
            out.writeVarInt(epoch.getValue().size());
            for (Object committable : epoch.getValue()) {
                codec.encode(committable, out);
            }
            bytes.put(epoch.getKey(), out.size() - before);
        }
        return out.toByteArray();
    }

    /**
     * Adds what snapshots hold. Lanes are not cut: each goes to one task, the one of the same number where there is one, so
     * that the order within a lane is kept and no two tasks write as the same former lane.
     *
     * @param lanes what each lane of the checkpoint wrote, or, with the same parallelism, the one of this task
     * @param task which of the tasks this is
     * @param tasks how many there are; 1 if all lanes are for this one
     */
    void restore(Codec<Object> codec, List<byte[]> lanes, int task, int tasks) {
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (lane % tasks == task) {
                restore(codec, lanes.get(lane));
            }
        }
    }

    private void restore(Codec<Object> codec, byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException("committables have version " + version + ", this engine reads " + VERSION
                    + ": start the job with the version of Penstock that wrote them");
        }
        Decoder<Object> decoder = codec.decoder(Schema.decode(in));
        int count = in.readLength("epochs");
        for (int i = 0; i < count; i++) {
            List<Object> epoch = epochs.computeIfAbsent(in.readLong(), id -> new ArrayList<>());
            int size = in.readLength("committables");
            for (int k = 0; k < size; k++) {
                epoch.add(decoder.decode(in));
            }
        }
    }
}
