package io.penstock.codec;

/** A codec of this package: its schema is made of built-in kinds, and decoders for it are found by walking both trees. */
abstract class StructuredCodec<T> implements Codec<T> {

    /**
     * The decoder for a part of a written schema. {@code written} is never a reference.
     *
     * @throws SchemaMismatchException through {@link Resolution#refuse}
     */
    abstract Decoder<T> resolve(Schema written, Resolution resolution);

    @Override
    public final Decoder<T> decoder(Schema written) {
        return written.equals(schema()) ? this::decode : new Resolution(written, schema()).root(this);
    }
}
