package io.penstock.codec;

/**
 * Base of hand-written codecs. Bytes lie in a frame, so readers can skip them without knowing this class, and carry a
 * version through the schema: a codec reads all versions up to its own.
 */
public abstract class CustomCodec<T> implements Codec<T> {

    private final Schema schema;

    /**
     * @param name says in stored schemas whose bytes these are; never to be changed, so better not a class name
     * @param version counts up whenever {@link #write} changes
     */
    protected CustomCodec(String name, int version) {
        this.schema = Schema.custom(name, version);
    }

    /** Appends the value as the current version has it. */
    protected abstract void write(T value, BinaryOutput out);

    /** Reads all of {@code in}, as {@link #write} of that version left it. */
    protected abstract T read(BinaryInput in, int version);

    @Override
    public final void encode(T value, BinaryOutput out) {
        int frame = out.beginFrame();
        write(value, out);
        out.endFrame(frame);
    }

    @Override
    public final T decode(BinaryInput in) {
        return read(in, schema);
    }

    private T read(BinaryInput in, Schema written) {
        int start = in.position();
        BinaryInput frame = in.readFrame();
        T value;
        try {
            value = read(frame, written.version());
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CorruptDataException(start, written.toString(), "bytes its codec refuses: " + e, e);
        }
        frame.expectEnd();
        return value;
    }

    @Override
    public final Schema schema() {
        return schema;
    }

    @Override
    public final Decoder<T> decoder(Schema written) {
        if (written.kind() == Schema.Kind.CUSTOM
                && written.name().equals(schema.name())
                && written.version() <= schema.version()) {
            return in -> read(in, written);
        }
        throw new SchemaMismatchException(
                written,
                schema,
                "the codec of " + schema + " reads its own name only, and no newer version",
                "Use the codec that wrote the data, or a newer one.");
    }
}
