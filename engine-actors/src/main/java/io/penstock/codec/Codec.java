package io.penstock.codec;

/**
 * Writes and reads values of one type. Codecs are stateless and may be used by any number of threads at once.
 *
 * <p>Values are never null, except for codecs made by {@link Codecs#nullable}. Equal values encode to equal bytes, except
 * that sets and maps are written in their iteration order. Every value takes at least one byte: readers check element
 * counts against the bytes that are left.
 */
public interface Codec<T> {

    /**
     * Appends the value's bytes.
     *
     * @throws SizeLimitException if the output's limit would be passed or the value nests too deeply
     * @throws UnsupportedTypeException if the value holds an object that this codec cannot write
     */
    void encode(T value, BinaryOutput out);

    /**
     * Reads what {@link #encode} of a codec with the same {@link #schema()} wrote.
     *
     * @throws CorruptDataException if the bytes are not such
     */
    T decode(BinaryInput in);

    /** Describes the bytes that this codec writes, completely enough that they can be skipped without the codec. */
    Schema schema();

    /**
     * A reader of bytes written under another schema, an older or a newer one.
     *
     * @throws SchemaMismatchException if the bytes cannot be read with their meaning kept
     */
    default Decoder<T> decoder(Schema written) {
        if (written.equals(schema())) {
            return this::decode;
        }
        throw new SchemaMismatchException(
                written, schema(), "this codec reads its own schema only", "Restore with the former codec.");
    }

    /**
     * A hash that is the same in every JVM and well spread in all its bits; equal values have equal hashes. This default
     * hashes the encoded bytes.
     */
    default int stableHash(T value) {
        BinaryOutput out = new BinaryOutput(64);
        encode(value, out);
        return StableHash.ofBytes(out.array(), 0, out.size());
    }

    /** True if no value of this codec can change, so that values may be shared between threads without a copy. */
    default boolean immutable() {
        return false;
    }
}
