package io.penstock.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays of primitives; byte[] is a scalar. */
final class ArrayCodec<A> extends StructuredCodec<A> {

    private static final Map<Class<?>, Codec<?>> BY_CLASS = Map.of(
            int[].class, ints(),
            long[].class, longs(),
            double[].class, doubles(),
            float[].class, floats(),
            short[].class, shorts(),
            char[].class, chars(),
            boolean[].class, booleans());

    private interface Writer<A> {
        void write(A array, BinaryOutput out);
    }

    private interface Reader<A> {
        A read(int length, BinaryInput in);
    }

    private interface Length<A> {
        int of(A array);
    }

    private final Schema schema;
    private final int bytesEach;
    private final Length<A> length;
    private final Writer<A> writer;
    private final Reader<A> reader;

    private ArrayCodec(Schema element, int bytesEach, Length<A> length, Writer<A> writer, Reader<A> reader) {
        this.schema = Schema.array(element);
        this.bytesEach = bytesEach;
        this.length = length;
        this.writer = writer;
        this.reader = reader;
    }

    static @Nullable Codec<?> of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    @Override
    public void encode(A value, BinaryOutput out) {
        out.writeVarInt(length.of(value));
        writer.write(value, out);
    }

    @Override
    public A decode(BinaryInput in) {
        int at = in.position();
        int count = in.readLength("an array");
        if ((long) count * bytesEach > in.remaining()) {
            throw new CorruptDataException(
                    at, "an array that fits in the " + in.remaining() + " bytes left", count + " elements");
        }
        return reader.read(count, in);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<A> resolve(Schema written, Resolution resolution) {
        if (!written.equals(schema)) {
            throw resolution.refuse(written, schema.toString());
        }
        return this::decode;
    }

    @Override
    public int stableHash(A value) {
        if (length.of(value) == 0) {
            return 0;
        }
        return super.stableHash(value);
    }

    private static Codec<int[]> ints() {
        return new ArrayCodec<>(
                Schema.INT,
                4,
                a -> a.length,
                (a, out) -> {
                    for (int v : a) {
                        out.writeInt(v);
                    }
                },
                (n, in) -> {
                    int[] a = new int[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readInt();
                    }
                    return a;
                });
    }

    private static Codec<long[]> longs() {
        return new ArrayCodec<>(
                Schema.LONG,
                8,
                a -> a.length,
                (a, out) -> {
                    for (long v : a) {
                        out.writeLong(v);
                    }
                },
                (n, in) -> {
                    long[] a = new long[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readLong();
                    }
                    return a;
                });
    }

    private static Codec<double[]> doubles() {
        return new ArrayCodec<>(
                Schema.DOUBLE,
                8,
                a -> a.length,
                (a, out) -> {
                    for (double v : a) {
                        out.writeDouble(v);
                    }
                },
                (n, in) -> {
                    double[] a = new double[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readDouble();
                    }
                    return a;
                });
    }

    private static Codec<float[]> floats() {
        return new ArrayCodec<>(
                Schema.FLOAT,
                4,
                a -> a.length,
                (a, out) -> {
                    for (float v : a) {
                        out.writeFloat(v);
                    }
                },
                (n, in) -> {
                    float[] a = new float[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readFloat();
                    }
                    return a;
                });
    }

    private static Codec<short[]> shorts() {
        return new ArrayCodec<>(
                Schema.SHORT,
                2,
                a -> a.length,
                (a, out) -> {
                    for (short v : a) {
                        out.writeShort(v);
                    }
                },
                (n, in) -> {
                    short[] a = new short[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readShort();
                    }
                    return a;
                });
    }

    private static Codec<char[]> chars() {
        return new ArrayCodec<>(
                Schema.CHAR,
                2,
                a -> a.length,
                (a, out) -> {
                    for (char v : a) {
                        out.writeShort(v);
                    }
                },
                (n, in) -> {
                    char[] a = new char[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readChar();
                    }
                    return a;
                });
    }

    private static Codec<boolean[]> booleans() {
        return new ArrayCodec<>(
                Schema.BOOLEAN,
                1,
                a -> a.length,
                (a, out) -> {
                    for (boolean v : a) {
                        out.writeBoolean(v);
                    }
                },
                (n, in) -> {
                    boolean[] a = new boolean[n];
                    for (int i = 0; i < n; i++) {
                        a[i] = in.readBoolean();
                    }
                    return a;
                });
    }
}
