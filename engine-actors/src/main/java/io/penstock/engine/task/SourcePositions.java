package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.engine.element.Element;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source task keeps in its snapshot: its splits with their positions, and the greatest event time of each.
 * Finished ones only where splits are discovered, so that they are not read again.
 */
final class SourcePositions {
    private static final byte VERSION = 2;

    private SourcePositions() {}

    /** A split and the greatest event time that was read from it. */
    record Position(Object split, long greatestTimestampMillis, boolean finished) {
        /** A split that nobody has read from. */
        static Position fresh(Object split) {
            return new Position(split, Element.NO_WATERMARK, false);
        }
    }

    static byte[] encode(Codec<Object> codec, List<Position> positions) {
        BinaryOutput out = new BinaryOutput(256);
        out.writeByte(VERSION);
        codec.schema().encode(out);
        out.writeVarInt(positions.size());
        for (Position position : positions) {
            out.writeLong(position.greatestTimestampMillis());
            out.writeBoolean(position.finished());
            codec.encode(position.split(), out);
        }
        return out.toByteArray();
    }

    static List<Position> decode(Codec<Object> codec, byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        byte version = in.readByte();
        if (version < 1 || version > VERSION) {
            throw new IllegalStateException(
                    "positions of a source have version " + version + ", this engine reads 1 to " + VERSION
                            + ": start the job with the version of Penstock that wrote them");
        }
        Decoder<Object> decoder = codec.decoder(Schema.decode(in));
        int count = in.readLength("positions");
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long greatest = in.readLong();
            boolean finished = version > 1 && in.readBoolean();
            positions.add(new Position(decoder.decode(in), greatest, finished));
        }
        return positions;
    }
}
