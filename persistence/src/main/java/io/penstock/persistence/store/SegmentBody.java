package io.penstock.persistence.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The body of a SEGMENT frame: {@code u64 nextOrdinal, u64 createdMillis}.
 *
 * @param nextOrdinal the ordinal that the next new event gets, so that ordinals are never used twice
 */
record SegmentBody(long nextOrdinal, long createdMillis) {

    byte[] encode() {
        return new BodyWriter(16).u64(nextOrdinal).u64(createdMillis).toBytes();
    }

    static SegmentBody decode(ByteBuffer body) {
        ByteBuffer in = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return new SegmentBody(in.getLong(), in.getLong());
    }
}
