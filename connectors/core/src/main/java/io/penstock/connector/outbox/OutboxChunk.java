package io.penstock.connector.outbox;

import io.penstock.codec.Codec;
import java.util.Arrays;
import java.util.Objects;

/**
 * Records of an epoch that wait for its checkpoint: a committable. The array is not copied, and not to be changed.
 *
 * @param lane that wrote it
 * @param epoch it belongs to
 * @param part which of the epoch's chunks it is, from 0
 * @param parts how many chunks the epoch has
 * @param origin which opened writer wrote it, drawn at random: two processes that go on from copies of one journal write
 *     different epochs under one number
 * @param previous the last epoch before with records that this writer gave out, or 0 if there is none
 * @param records how many there are
 * @param bytes the records, as the connector encodes them
 */
public record OutboxChunk(
        int lane, long epoch, int part, int parts, long origin, long previous, int records, byte[] bytes) {
    public OutboxChunk {
        if (part < 0 || part >= parts || lane < 0 || records < 1) {
            throw new IllegalArgumentException(
                    "lane " + lane + ", part " + part + " of " + parts + ", " + records + " records");
        }
    }

    /** How chunks are written into snapshots. */
    public static Codec<OutboxChunk> codec() {
        return OutboxChunkCodec.INSTANCE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutboxChunk that
                && lane == that.lane
                && epoch == that.epoch
                && part == that.part
                && parts == that.parts
                && origin == that.origin
                && previous == that.previous
                && records == that.records
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lane, epoch, part, origin, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        return "lane " + lane + " epoch " + epoch + " part " + (part + 1) + " of " + parts + ", " + records
                + " records in " + bytes.length + " bytes";
    }
}
