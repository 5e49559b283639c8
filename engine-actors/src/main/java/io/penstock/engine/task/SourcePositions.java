package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Decoder;
import io.penstock.codec.Schema;
import io.penstock.engine.element.Element;
import io.penstock.engine.task.IngressFormat.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source task keeps in its snapshot: its splits with their positions, and the greatest event time of each.
 * Finished ones only where splits are discovered, so that they are not read again.
 */
final class SourcePositions {
    private static final byte VERSION = 2;

    /** A split and the greatest event time that was read from it. */
    record Position(Object split, long greatestTimestampMillis, boolean finished) {
        /** A split that nobody has read from. */
        static Position fresh(Object split) {
            return new Position(split, Element.NO_WATERMARK, false);
        }
    }

    /** Where a lane of the ingress journal stands, and the greatest event time that was sent from it. */
    record LanePosition(Place place, long greatestTimestampMillis) {}

    private final List<Position> splits;
    private final List<LanePosition> lanes;

    SourcePositions(List<Position> splits, List<LanePosition> lanes) {
        this.splits = splits;
        this.lanes = lanes;
    }

    List<Position> splits() {
        return splits;
    }

    /** Empty where the source can be rewound. */
    List<LanePosition> lanes() {
        return lanes;
    }

    byte[] encode(Codec<Object> codec) {
        BinaryOutput out = new BinaryOutput(256);
        out.writeByte(VERSION);
        codec.schema().encode(out);
        out.writeVarInt(splits.size());
        for (Position position : splits) {
            out.writeLong(position.greatestTimestampMillis());
            out.writeBoolean(position.finished());
            codec.encode(position.split(), out);
        }
        out.writeVarInt(lanes.size());
        for (LanePosition lane : lanes) {
            out.writeLong(lane.greatestTimestampMillis());
            out.writeVarInt(lane.place().lane());
            out.writeVarLong(lane.place().sequence());
            out.writeVarInt(lane.place().records());
        }
        return out.toByteArray();
    }

    static SourcePositions decode(Codec<Object> codec, byte[] bytes) {
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
        List<LanePosition> lanes = new ArrayList<>();
        int lanesWritten = version > 1 ? in.readLength("lanes") : 0;
        for (int i = 0; i < lanesWritten; i++) {
            long greatest = in.readLong();
            lanes.add(new LanePosition(new Place(in.readVarInt(), in.readVarLong(), in.readVarInt()), greatest));
        }
        return new SourcePositions(positions, lanes);
    }
}
