package io.penstock.codec;

/** Values to bytes and back, the way tests want it. */
final class Bytes {

    private Bytes() {}

    static <T> byte[] of(Codec<T> codec, T value) {
        BinaryOutput out = new BinaryOutput(0);
        codec.encode(value, out);
        return out.toByteArray();
    }

    static <T> T read(Decoder<T> decoder, byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        T value = decoder.decode(in);
        in.expectEnd();
        return value;
    }

    static <T> T roundTrip(Codec<T> codec, T value) {
        return read(codec::decode, of(codec, value));
    }

    /** Writes with one codec and reads with another through the first one's stored schema. */
    static <A, B> B evolve(Codec<A> writer, A value, Codec<B> reader) {
        Schema stored = stored(writer.schema());
        return read(reader.decoder(stored), of(writer, value));
    }

    /** The schema as it comes back from a file. */
    static Schema stored(Schema schema) {
        BinaryOutput out = new BinaryOutput();
        schema.encode(out);
        BinaryInput in = new BinaryInput(out.toByteArray());
        Schema read = Schema.decode(in);
        in.expectEnd();
        return read;
    }
}
