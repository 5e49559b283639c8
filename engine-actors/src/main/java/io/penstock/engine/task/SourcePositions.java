package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source task keeps in its snapshot: its unfinished splits with their positions, and the greatest event time of
 * each.
 */
final class SourcePositions {
    private static final byte VERSION = 1;

    private SourcePositions() {}

    /** A split and the greatest event time that was read from it. */
    record Position(Object split, long greatestTimestampMillis) {}

    static byte[] encode(Codec<Object> codec, List<Position> positions) {
        BinaryOutput out = new BinaryOutput(256);
        out.writeByte(VERSION);
        codec.schema().encode(out);
        out.writeVarInt(positions.size());
        for (Position position : positions) {
            out.writeLong(position.greatestTimestampMillis());
            codec.encode(position.split(), out);
        }
        return out.toByteArray();
    }

    static List<Position> decode(Codec<Object> codec, byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException("positions of a source have version " + version + ", this engine reads "
                    + VERSION + ": start the job with the version of Penstock that wrote them");
        }
        Decoder<Object> decoder = codec.decoder(Schema.decode(in));
        int count = in.readLength("positions");
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long greatest = in.readLong();
            positions.add(new Position(decoder.decode(in), greatest));
        }
        return positions;
    }
}
