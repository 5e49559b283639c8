package io.penstock.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;

/** The codecs whose schema is one fixed kind. */
final class Scalars {

    private Scalars() {}

    /** Where a value is written or read; a null passed to {@link #write} shows as NullPointerException there. */
    private interface Writer<T> {
        void write(T value, BinaryOutput out);
    }

    private interface Hash<T> {
        int hash(T value);
    }

    /** One class for all of them would make every call in it megamorphic, hence the primitive ones below. */
    private static final class Scalar<T> extends StructuredCodec<T> {
        private final Schema schema;
        private final boolean immutable;
        private final Writer<T> writer;
        private final Decoder<T> reader;
        private final Hash<T> hash;

        Scalar(Schema schema, boolean immutable, Writer<T> writer, Decoder<T> reader, Hash<T> hash) {
            this.schema = schema;
            this.immutable = immutable;
            this.writer = writer;
            this.reader = reader;
            this.hash = hash;
        }

        @Override
        public void encode(T value, BinaryOutput out) {
            writer.write(value, out);
        }

        @Override
        public T decode(BinaryInput in) {
            return reader.decode(in);
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        Decoder<T> resolve(Schema written, Resolution resolution) {
            if (!written.equals(schema)) {
                throw resolution.refuse(written, schema.toString());
            }
            return reader;
        }

        @Override
        public int stableHash(T value) {
            return hash.hash(value);
        }

        @Override
        public boolean immutable() {
            return immutable;
        }
    }

    private static final class StringCodec extends StructuredCodec<String> {
        @Override
        public void encode(String value, BinaryOutput out) {
            out.writeUtf8(value);
        }

        @Override
        public String decode(BinaryInput in) {
            return in.readUtf8();
        }

        @Override
        public Schema schema() {
            return Schema.STRING;
        }

        @Override
        Decoder<String> resolve(Schema written, Resolution resolution) {
            if (written.kind() != Schema.Kind.STRING) {
                throw resolution.refuse(written, "string");
            }
            return this::decode;
        }

        @Override
        public int stableHash(String value) {
            return StableHash.ofString(value);
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    private static final class LongCodec extends StructuredCodec<Long> {
        @Override
        public void encode(Long value, BinaryOutput out) {
            out.writeLong(value);
        }

        @Override
        public Long decode(BinaryInput in) {
            return in.readLong();
        }

        @Override
        public Schema schema() {
            return Schema.LONG;
        }

        @Override
        Decoder<Long> resolve(Schema written, Resolution resolution) {
            return switch (written.kind()) {
                case LONG -> this::decode;
                case INT -> in -> (long) in.readInt();
                default -> throw resolution.refuse(written, "long");
            };
        }

        @Override
        public int stableHash(Long value) {
            return StableHash.ofLong(value);
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    private static final class DoubleCodec extends StructuredCodec<Double> {
        @Override
        public void encode(Double value, BinaryOutput out) {
            out.writeDouble(value);
        }

        @Override
        public Double decode(BinaryInput in) {
            return in.readDouble();
        }

        @Override
        public Schema schema() {
            return Schema.DOUBLE;
        }

        @Override
        Decoder<Double> resolve(Schema written, Resolution resolution) {
            return switch (written.kind()) {
                case DOUBLE -> this::decode;
                case FLOAT -> in -> (double) in.readFloat();
                default -> throw resolution.refuse(written, "double");
            };
        }

        @Override
        public int stableHash(Double value) {
            return StableHash.ofDouble(value);
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    static final Codec<String> STRING = new StringCodec();
    static final Codec<Long> LONG = new LongCodec();
    static final Codec<Double> DOUBLE = new DoubleCodec();
    static final Codec<Integer> INT =
            scalar(Schema.INT, (v, out) -> out.writeInt(v), BinaryInput::readInt, v -> StableHash.ofLong(v));
    static final Codec<Short> SHORT =
            scalar(Schema.SHORT, (v, out) -> out.writeShort(v), BinaryInput::readShort, v -> StableHash.ofLong(v));
    static final Codec<Byte> BYTE =
            scalar(Schema.BYTE, (v, out) -> out.writeByte(v), BinaryInput::readByte, v -> StableHash.ofLong(v));
    static final Codec<Boolean> BOOLEAN = scalar(
            Schema.BOOLEAN,
            (v, out) -> out.writeBoolean(v),
            BinaryInput::readBoolean,
            v -> StableHash.ofLong(v ? 1 : 0));
    static final Codec<Character> CHAR =
            scalar(Schema.CHAR, (v, out) -> out.writeShort(v), BinaryInput::readChar, v -> StableHash.ofLong(v));
    /** Hashed as the double of the same value, so that widening keeps the hash. */
    static final Codec<Float> FLOAT =
            scalar(Schema.FLOAT, (v, out) -> out.writeFloat(v), BinaryInput::readFloat, v -> StableHash.ofDouble(v));

    static final Codec<byte[]> BYTES = new Scalar<>(
            Schema.BYTES, false, (v, out) -> out.writeBytes(v), BinaryInput::readBytes, Scalars::bytesHash);

    static final Codec<BigDecimal> BIG_DECIMAL = scalar(
            Schema.BIG_DECIMAL,
            Scalars::writeDecimal,
            Scalars::readDecimal,
            v -> StableHash.mix(31 * bytesHash(v.unscaledValue().toByteArray()) + v.scale()));

    static final Codec<Instant> INSTANT = scalar(
            Schema.INSTANT,
            (v, out) -> writeSecondsAndNanos(v.getEpochSecond(), v.getNano(), out),
            in -> checked(in, "an instant", from -> Instant.ofEpochSecond(from.readLong(), readNanos(from))),
            v -> secondsAndNanosHash(v.getEpochSecond(), v.getNano()));

    static final Codec<Duration> DURATION = scalar(
            Schema.DURATION,
            (v, out) -> writeSecondsAndNanos(v.getSeconds(), v.getNano(), out),
            in -> checked(in, "a duration", from -> Duration.ofSeconds(from.readLong(), readNanos(from))),
            v -> secondsAndNanosHash(v.getSeconds(), v.getNano()));

    static final Codec<LocalDate> LOCAL_DATE = scalar(
            Schema.LOCAL_DATE,
            (v, out) -> out.writeLong(v.toEpochDay()),
            in -> checked(in, "a date", from -> LocalDate.ofEpochDay(from.readLong())),
            v -> StableHash.ofLong(v.toEpochDay()));

    static final Codec<LocalDateTime> LOCAL_DATE_TIME = scalar(
            Schema.LOCAL_DATE_TIME,
            (v, out) -> {
                out.writeLong(v.toLocalDate().toEpochDay());
                out.writeLong(v.toLocalTime().toNanoOfDay());
            },
            in -> checked(in, "a date and time", from -> {
                LocalDate date = LocalDate.ofEpochDay(from.readLong());
                return LocalDateTime.of(date, LocalTime.ofNanoOfDay(from.readLong()));
            }),
            v -> StableHash.ofLong(
                    v.toLocalDate().toEpochDay() * 31 + v.toLocalTime().toNanoOfDay()));

    static final Codec<UUID> UUID = scalar(
            Schema.UUID,
            (v, out) -> {
                out.writeLong(v.getMostSignificantBits());
                out.writeLong(v.getLeastSignificantBits());
            },
            in -> new UUID(in.readLong(), in.readLong()),
            v -> StableHash.ofLong(v.getMostSignificantBits() * 31 + v.getLeastSignificantBits()));

    private static <T> Codec<T> scalar(Schema schema, Writer<T> writer, Decoder<T> reader, Hash<T> hash) {
        return new Scalar<>(schema, true, writer, reader, hash);
    }

    private static int bytesHash(byte[] bytes) {
        return StableHash.ofBytes(bytes, 0, bytes.length);
    }

    private static void writeDecimal(BigDecimal value, BinaryOutput out) {
        out.writeInt(value.scale());
        out.writeBytes(value.unscaledValue().toByteArray());
    }

    private static BigDecimal readDecimal(BinaryInput in) {
        int scale = in.readInt();
        int at = in.position();
        byte[] unscaled = in.readBytes();
        if (unscaled.length == 0) {
            throw new CorruptDataException(at, "the digits of a decimal", "none");
        }
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    private static void writeSecondsAndNanos(long seconds, int nanos, BinaryOutput out) {
        out.writeLong(seconds);
        out.writeInt(nanos);
    }

    private static int secondsAndNanosHash(long seconds, int nanos) {
        return StableHash.ofLong(seconds * 1_000_000_007L + nanos);
    }

    private static int readNanos(BinaryInput in) {
        int at = in.position();
        int nanos = in.readInt();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new CorruptDataException(at, "nanoseconds of a second", "" + nanos);
        }
        return nanos;
    }

    private static <T> T checked(BinaryInput in, String expected, Decoder<T> decoder) {
        int at = in.position();
        try {
            return decoder.decode(in);
        } catch (DateTimeException | ArithmeticException e) {
            throw new CorruptDataException(at, expected, String.valueOf(e.getMessage()), e);
        }
    }
}
