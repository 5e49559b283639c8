package io.penstock.connector.contract;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Schema;

/** Values as snapshots hold them. */
public final class SnapshotBytes {
    private SnapshotBytes() {}

    /** A value as it comes back from a snapshot: written and read by its codec, under the schema that was written. */
    public static <V> V restored(Codec<V> codec, V value) {
        BinaryOutput out = new BinaryOutput();
        codec.schema().encode(out);
        codec.encode(value, out);
        BinaryInput in = new BinaryInput(out.toByteArray());
        return codec.decoder(Schema.decode(in)).decode(in);
    }
}
