package io.penstock.engine.state;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes parts out of chunks of snapshots, for tests that want to see the loss noticed. */
public final class ChunkSurgery {
    private ChunkSurgery() {}

    /**
     * Cuts states out of snapshots of one writer. Chunks are to be given in order: the header stands in the first.
     *
     * @param name which states
     */
    public static Surgeon withoutStates(Predicate<String> name) {
        return new Surgeon(name, false, false);
    }

    /** As if the watermark had never been written. */
    public static Surgeon withoutWatermark() {
        return new Surgeon(none -> false, true, false);
    }

    /** As if no records had been on their way. */
    public static Surgeon withoutInFlight() {
        return new Surgeon(none -> false, false, true);
    }

    /** Cuts the chunks of one writer. */
    public static final class Surgeon {
        private final Predicate<String> name;
        private final boolean watermark;
        private final boolean inFlight;
        private final List<Integer> cut = new ArrayList<>();

        private Surgeon(Predicate<String> name, boolean watermark, boolean inFlight) {
            this.inFlight = inFlight;
            this.name = name;
            this.watermark = watermark;
        }

        /** The chunk without what is to be cut. */
        public byte[] cut(byte[] chunk) {
            BinaryInput in = new BinaryInput(chunk);
            List<byte[]> kept = new ArrayList<>();
            while (in.remaining() > 0) {
                int stateId = in.readVarInt();
                int group = in.readVarInt();
                BinaryInput frame = in.readFrame();
                byte[] payload = frame.readRaw(frame.remaining());
                if (stateId == TaskHeader.STATE_ID) {
                    payload = header(payload);
                }
                if (!cut.contains(stateId) && !(inFlight && stateId == TaskHeader.IN_FLIGHT_ID)) {
                    kept.add(entry(stateId, group, payload));
                }
            }
            BinaryOutput out = new BinaryOutput();
            kept.forEach(entry -> out.writeRaw(entry, 0, entry.length));
            return out.toByteArray();
        }

        private byte[] header(byte[] payload) {
            TaskHeader header = TaskHeader.read(new BinaryInput(payload));
            cut.clear();
            for (TaskHeader.StateDescriptor state : header.states()) {
                if (name.test(state.name())) {
                    cut.add(state.id());
                }
            }
            if (!watermark) {
                return payload;
            }
            BinaryOutput out = new BinaryOutput();
            ChunkBuffer buffer = new ChunkBuffer(1 << 20, chunk -> out.writeRaw(chunk, 0, chunk.length));
            new TaskHeader(
                            header.base(),
                            header.range(),
                            Element.NO_WATERMARK,
                            header.keySchema(),
                            header.states(),
                            header.extra())
                    .writeTo(buffer);
            buffer.flush();
            BinaryInput written = new BinaryInput(out.toByteArray());
            written.readVarInt();
            written.readVarInt();
            BinaryInput frame = written.readFrame();
            return frame.readRaw(frame.remaining());
        }

        private static byte[] entry(int stateId, int group, byte[] payload) {
            BinaryOutput out = new BinaryOutput();
            out.writeVarInt(stateId);
            out.writeVarInt(group);
            int frame = out.beginFrame();
            out.writeRaw(payload, 0, payload.length);
            out.endFrame(frame);
            return out.toByteArray();
        }
    }
}
