package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.Schema;

/** How the positions of a source and the committables of a sink are written, as the header of their snapshot says. */
public final class ExtraSchema {
    private ExtraSchema() {}

    /**
     * The schema of what a source or a sink keeps beside.
     *
     * @param extra of the header of a source's or a sink's snapshot, which both begin with a version and a schema
     * @throws io.penstock.codec.CorruptDataException if it is none
     */
    public static Schema of(byte[] extra) {
        BinaryInput in = new BinaryInput(extra);
        in.readByte();
        return Schema.decode(in);
    }
}
