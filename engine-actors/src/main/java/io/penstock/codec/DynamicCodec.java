package io.penstock.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;

/** Writes a byte that says the type in front of the value; the table is closed, data can name nothing outside it. */
final class DynamicCodec extends StructuredCodec<Object> {

    /** Index plus one is the byte in the data: add at the end only. Zeroed bytes mean nothing. */
    private static final Codec<?>[] BY_TAG = {
        Scalars.STRING,
        Scalars.BOOLEAN,
        Scalars.BYTE,
        Scalars.SHORT,
        Scalars.CHAR,
        Scalars.INT,
        Scalars.LONG,
        Scalars.FLOAT,
        Scalars.DOUBLE,
        Scalars.UUID,
        Scalars.INSTANT,
        Scalars.LOCAL_DATE,
        Scalars.LOCAL_DATE_TIME,
        Scalars.BYTES,
        Scalars.BIG_DECIMAL,
    };

    private final String what;

    private final Class<?> bound;

    /**
     * For values of unknown class.
     *
     * @param what names the value in errors
     * @param bound what data may bring
     */
    DynamicCodec(String what, Class<?> bound) {
        this.what = what;
        this.bound = bound;
    }

    private static int tagOf(Object value) {
        // In the order of how often keys have these classes.
        Class<?> type = value.getClass();
        if (type == String.class) {
            return 1;
        } else if (type == Long.class) {
            return 7;
        } else if (type == Integer.class) {
            return 6;
        } else if (type == UUID.class) {
            return 10;
        } else if (type == Double.class) {
            return 9;
        } else if (type == Boolean.class) {
            return 2;
        } else if (type == Instant.class) {
            return 11;
        } else if (type == LocalDate.class) {
            return 12;
        } else if (type == LocalDateTime.class) {
            return 13;
        } else if (type == BigDecimal.class) {
            return 15;
        } else if (type == byte[].class) {
            return 14;
        } else if (type == Float.class) {
            return 8;
        } else if (type == Short.class) {
            return 4;
        } else if (type == Byte.class) {
            return 3;
        } else if (type == Character.class) {
            return 5;
        }
        return 0;
    }

    @SuppressWarnings("unchecked") // tagOf gave the tag of the value's own class
    private Codec<Object> codecOf(Object value, int tag) {
        if (tag == 0) {
            throw new UnsupportedTypeException("No codec is known for the " + what + " of class "
                    + value.getClass().getName() + ", because the class was not given when the job was built."
                    + " Give it, as in keyBy(fn, Foo.class); without it only strings, boxed primitives, UUID, Instant,"
                    + " LocalDate, LocalDateTime, BigDecimal and byte[] can be written");
        }
        return (Codec<Object>) BY_TAG[tag - 1];
    }

    @Override
    public void encode(Object value, BinaryOutput out) {
        int tag = tagOf(value);
        Codec<Object> codec = codecOf(value, tag);
        out.writeByte(tag);
        codec.encode(value, out);
    }

    @Override
    public Object decode(BinaryInput in) {
        int at = in.position();
        Object value = readTag(in).decode(in);
        if (!bound.isInstance(value)) {
            throw new CorruptDataException(
                    at, "a " + bound.getName(), "a " + value.getClass().getName());
        }
        return value;
    }

    static void skip(BinaryInput in) {
        readTag(in).decode(in);
    }

    private static Codec<?> readTag(BinaryInput in) {
        int at = in.position();
        int tag = in.readByte();
        if (tag < 1 || tag > BY_TAG.length) {
            throw new CorruptDataException(at, "the tag of a type, 1 to " + BY_TAG.length, "" + (tag & 0xff));
        }
        return BY_TAG[tag - 1];
    }

    @Override
    public Schema schema() {
        return Schema.DYNAMIC;
    }

    @Override
    Decoder<Object> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.DYNAMIC) {
            throw resolution.refuse(written, "dynamic");
        }
        return this::decode;
    }

    /** As the codec of the value's class has it, so that giving the class later does not move keys. */
    @Override
    public int stableHash(Object value) {
        return codecOf(value, tagOf(value)).stableHash(value);
    }

    /** Arrays of bytes may be among the values. */
    @Override
    public boolean immutable() {
        return false;
    }
}
