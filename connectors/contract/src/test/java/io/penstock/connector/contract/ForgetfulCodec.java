package io.penstock.connector.contract;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.Schema;

/** Drops the position on the way to the snapshot. */
final class ForgetfulCodec implements Codec<MemorySource.Split> {
    private final Codec<MemorySource.Split> right = Codecs.of(MemorySource.Split.class);

    @Override
    public void encode(MemorySource.Split value, BinaryOutput out) {
        right.encode(new MemorySource.Split(value.list(), value.version(), 0), out);
    }

    @Override
    public MemorySource.Split decode(BinaryInput in) {
        return right.decode(in);
    }

    @Override
    public Schema schema() {
        return right.schema();
    }
}
