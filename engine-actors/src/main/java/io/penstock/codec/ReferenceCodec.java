package io.penstock.codec;

/** A record at another place than where it is defined, perhaps inside itself. */
final class ReferenceCodec<R> extends StructuredCodec<R> {

    private final RecordCodec<R> record;
    private final Schema schema;

    ReferenceCodec(RecordCodec<R> record, String name) {
        this.record = record;
        this.schema = Schema.reference(name);
    }

    @Override
    public void encode(R value, BinaryOutput out) {
        record.encode(value, out);
    }

    @Override
    public R decode(BinaryInput in) {
        return record.decode(in);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<R> resolve(Schema written, Resolution resolution) {
        return record.resolve(written, resolution);
    }

    @Override
    public int stableHash(R value) {
        return record.stableHash(value);
    }

    /** What is not immutable in the record shows where it is defined. */
    @Override
    public boolean immutable() {
        return true;
    }
}
