package io.penstock.codec;

/** Reads values out of bytes written under one certain schema. Stateless, for any number of threads. */
@FunctionalInterface
public interface Decoder<T> {

    /**
     * Reads one value and leaves the input right behind it.
     *
     * @throws CorruptDataException if the bytes do not follow the schema
     */
    T decode(BinaryInput in);
}
