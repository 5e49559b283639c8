package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** A byte that says whether a value follows. */
@SuppressWarnings("NullAway") // T stands for a nullable type here, which only the full JSpecify mode can express
final class NullableCodec<T> extends StructuredCodec<T> {

    private final Codec<T> value;
    private final Schema schema;

    NullableCodec(Codec<T> value) {
        this.value = value;
        this.schema = Schema.nullable(value.schema());
    }

    @Override
    public void encode(@Nullable T each, BinaryOutput out) {
        if (each == null) {
            out.writeByte(0);
        } else {
            out.writeByte(1);
            value.encode(each, out);
        }
    }

    @Override
    public @Nullable T decode(BinaryInput in) {
        return in.readBoolean() ? value.decode(in) : null;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<T> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.NULLABLE) {
            throw resolution.refuse(written, schema.toString());
        }
        Decoder<T> inner = resolution.resolve(value, written.part());
        return in -> in.readBoolean() ? inner.decode(in) : null;
    }

    @Override
    public int stableHash(@Nullable T each) {
        return each == null ? 0 : value.stableHash(each);
    }

    @Override
    public boolean immutable() {
        return value.immutable();
    }
}
