package io.penstock.connector.socket;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;

/**
 * A record of an epoch with its place in it, from which its sequence follows: the same one whenever, by whichever process
 * and in whichever chunks the epoch is sent.
 */
record EpochRecord(int number, byte[] payload) {
    /** 268 million records in an epoch of a lane, and 34 billion epochs. */
    private static final int NUMBER_BITS = 28;

    private static final long MAX_EPOCH = Long.MAX_VALUE >> NUMBER_BITS;

    static void write(int number, byte[] payload, BinaryOutput out) {
        if (number >= 1 << NUMBER_BITS) {
            throw new IllegalStateException("more than " + number
                    + " records in one epoch of a lane: take checkpoints more often (penstock.checkpoint.interval)");
        }
        out.writeVarInt(number);
        out.writeBytes(payload);
    }

    static EpochRecord read(BinaryInput in) {
        return new EpochRecord(in.readVarInt(), in.readBytes());
    }

    /** Grows with the epoch, and with the number in it. */
    long sequence(long epoch) {
        if (epoch < 0 || epoch > MAX_EPOCH) {
            throw new IllegalStateException("epoch " + epoch + ": expected 0 to " + MAX_EPOCH);
        }
        return (epoch << NUMBER_BITS) + number + 1;
    }
}
