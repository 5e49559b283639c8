package io.penstock.codec;

import java.util.Optional;

/** A byte that says whether a value follows. */
final class OptionalCodec<T> extends StructuredCodec<Optional<T>> {

    private final Codec<T> value;
    private final Schema schema;

    OptionalCodec(Codec<T> value) {
        this.value = value;
        this.schema = Schema.optional(value.schema());
    }

    @Override
    public void encode(Optional<T> each, BinaryOutput out) {
        if (each.isEmpty()) {
            out.writeByte(0);
        } else {
            out.writeByte(1);
            value.encode(each.get(), out);
        }
    }

    @Override
    public Optional<T> decode(BinaryInput in) {
        return decode(in, value::decode);
    }

    private static <T> Optional<T> decode(BinaryInput in, Decoder<T> decoder) {
        return in.readBoolean() ? Optional.of(decoder.decode(in)) : Optional.empty();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<Optional<T>> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.OPTIONAL) {
            throw resolution.refuse(written, schema.toString());
        }
        Decoder<T> inner = resolution.resolve("value", value, written.part());
        return in -> decode(in, inner);
    }

    @Override
    public int stableHash(Optional<T> each) {
        return each.isEmpty() ? 0 : value.stableHash(each.get());
    }

    @Override
    public boolean immutable() {
        return value.immutable();
    }
}
