package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first entry of every snapshot of a task: what is not keyed, and how the rest is to be read.
 *
 * @param base true if the snapshot stands by itself, false if it is what changed since the one before
 * @param range the key groups of the task that wrote it
 * @param watermarkMillis the merged watermark of the task at the barrier
 * @param keySchema how keys are written, or null if the operator is not keyed
 * @param states the keyed states
 * @param extra what the kind of task keeps beside: positions of splits, how the items behind it are written
 */
public record TaskHeader(
        boolean base,
        KeyRange range,
        long watermarkMillis,
        @Nullable Schema keySchema,
        List<StateDescriptor> states,
        byte[] extra) {
    static final int STATE_ID = 0;
    /** Behind the header: what was on its way to the task, whatever key groups it is of. Far from the ids of states. */
    static final int IN_FLIGHT_ID = 1 << 20;
    /** Behind the header: one thing that the kind of task keeps beside. */
    static final int ITEM_ID = IN_FLIGHT_ID + 1;

    private static final int VERSION = 1;

    public TaskHeader {
        states = List.copyOf(states);
    }

    /**
     * One keyed state as a snapshot declares it.
     *
     * @param spaced true if there is a table per namespace
     * @param entries how many entries there were, to make room for
     */
    public record StateDescriptor(int id, String name, boolean spaced, long entries, Schema schema) {}

    void writeTo(ChunkBuffer chunks) {
        BinaryOutput out = chunks.out();
        int frame = chunks.begin(STATE_ID, 0);
        out.writeByte(VERSION);
        out.writeBoolean(base);
        out.writeVarInt(range.groups());
        out.writeVarInt(range.tasks());
        out.writeVarInt(range.task());
        out.writeLong(watermarkMillis);
        out.writeBoolean(keySchema != null);
        if (keySchema != null) {
            keySchema.encode(out);
        }
        out.writeVarInt(states.size());
        for (StateDescriptor state : states) {
            out.writeVarInt(state.id());
            out.writeUtf8(state.name());
            out.writeBoolean(state.spaced());
            out.writeVarLong(state.entries());
            state.schema().encode(out);
        }
        out.writeBytes(extra);
        chunks.end(frame);
    }

    static TaskHeader read(BinaryInput in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateRestoreException("the header of a snapshot has version " + version + ", this engine reads "
                    + VERSION + ": start the job with the version of Penstock that wrote it");
        }
        boolean base = in.readBoolean();
        KeyRange range = new KeyRange(in.readVarInt(), in.readVarInt(), in.readVarInt());
        long watermark = in.readLong();
        Schema keySchema = in.readBoolean() ? Schema.decode(in) : null;
        int count = in.readLength("states");
        List<StateDescriptor> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(new StateDescriptor(
                    in.readVarInt(), in.readUtf8(), in.readBoolean(), in.readVarLong(), Schema.decode(in)));
        }
        return new TaskHeader(base, range, watermark, keySchema, states, in.readBytes());
    }
}
