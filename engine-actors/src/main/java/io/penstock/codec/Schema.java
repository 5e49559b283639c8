package io.penstock.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Describes encoded bytes: an immutable tree. A record is defined once, where it comes first; further places in the same
 * tree refer to it by name, which is also how recursive types end. {@link #toString()} is for people,
 * {@link #encode}/{@link #decode} for files.
 *
 * <p>Every tree keeps the limits that decoding enforces, so what can be built can be stored and read.
 */
public final class Schema {

    /** How deep a tree may be. */
    public static final int MAX_DEPTH = 64;
    /** How many schemas and names a tree may hold. */
    public static final int MAX_NODES = 20_000;
    /** How long one name may be, in chars. */
    public static final int MAX_NAME_LENGTH = 4_096;

    /** The number is what files hold: never change one, never use one again. */
    public enum Kind {
        BOOLEAN(1, "boolean"),
        BYTE(2, "byte"),
        SHORT(3, "short"),
        CHAR(4, "char"),
        INT(5, "int"),
        LONG(6, "long"),
        FLOAT(7, "float"),
        DOUBLE(8, "double"),
        STRING(9, "string"),
        BYTES(10, "bytes"),
        BIG_DECIMAL(11, "decimal"),
        INSTANT(12, "instant"),
        LOCAL_DATE(13, "date"),
        LOCAL_DATE_TIME(14, "datetime"),
        DURATION(15, "duration"),
        UUID(16, "uuid"),
        /** One byte that says the type, then the value. */
        DYNAMIC(17, "dynamic"),
        /** One byte 0 or 1, then the value if 1; stands for null. */
        NULLABLE(32, "nullable"),
        /** Bytes as {@link #NULLABLE}; stands for an Optional. */
        OPTIONAL(33, "optional"),
        /** The count as a var-int, then the elements. */
        LIST(34, "list"),
        /** Bytes as {@link #LIST}, no two elements equal. */
        SET(35, "set"),
        /** The count as a var-int, then key, value, key, value; no two keys equal. */
        MAP(36, "map"),
        /** The count as a var-int, then primitive values. */
        ARRAY(37, "array"),
        /** The index of the constant's name as a var-int. */
        ENUM(48, "enum"),
        /** The fields in order; one zero byte if there are none. */
        RECORD(49, "record"),
        /** Bytes of the record with this name, defined elsewhere in the tree. */
        REFERENCE(50, "record"),
        /** A frame (four bytes of length, then so many bytes) whose inside only its codec knows. */
        CUSTOM(51, "custom"),
        /** A frame of CBOR; the fields are the properties that Jackson sees. */
        OBJECT(52, "object"),
        /** Inside {@link #OBJECT} only: a value that is described by its Java type's name. */
        JAVA(53, "java");

        final int id;
        final String text;

        Kind(int id, String text) {
            this.id = id;
            this.text = text;
        }

        /** Fixed meaning, no parts. */
        boolean isScalar() {
            return id < 32;
        }
    }

    /** A named part of a record. */
    public record Field(String name, Schema schema) {}

    public static final Schema BOOLEAN = scalar(Kind.BOOLEAN);
    public static final Schema BYTE = scalar(Kind.BYTE);
    public static final Schema SHORT = scalar(Kind.SHORT);
    public static final Schema CHAR = scalar(Kind.CHAR);
    public static final Schema INT = scalar(Kind.INT);
    public static final Schema LONG = scalar(Kind.LONG);
    public static final Schema FLOAT = scalar(Kind.FLOAT);
    public static final Schema DOUBLE = scalar(Kind.DOUBLE);
    public static final Schema STRING = scalar(Kind.STRING);
    public static final Schema BYTES = scalar(Kind.BYTES);
    public static final Schema BIG_DECIMAL = scalar(Kind.BIG_DECIMAL);
    public static final Schema INSTANT = scalar(Kind.INSTANT);
    public static final Schema LOCAL_DATE = scalar(Kind.LOCAL_DATE);
    public static final Schema LOCAL_DATE_TIME = scalar(Kind.LOCAL_DATE_TIME);
    public static final Schema DURATION = scalar(Kind.DURATION);
    public static final Schema UUID = scalar(Kind.UUID);
    public static final Schema DYNAMIC = scalar(Kind.DYNAMIC);

    private final Kind kind;
    private final String name;
    private final int version;
    private final List<String> names;
    private final List<Schema> parts;
    private final int depth;
    private final int nodes;
    private final int hash;

    /** Checks nothing but the limits; {@link SchemaDescriptor} checks the shape of what it reads. */
    Schema(Kind kind, String name, int version, List<String> names, List<Schema> parts) {
        this.kind = kind;
        this.name = name;
        this.version = version;
        this.names = List.copyOf(names);
        this.parts = List.copyOf(parts);
        int deepest = 0;
        long sum = 1L + names.size();
        for (Schema part : parts) {
            deepest = Math.max(deepest, part.depth);
            sum += part.nodes;
        }
        checkLimit(deepest + 1, MAX_DEPTH, "levels");
        checkLimit(sum, MAX_NODES, "schemas and names");
        checkLimit(name.length(), MAX_NAME_LENGTH, "chars in a name");
        for (String each : names) {
            checkLimit(each.length(), MAX_NAME_LENGTH, "chars in a name");
        }
        this.depth = deepest + 1;
        this.nodes = (int) sum;
        this.hash = Objects.hash(kind.id, name, version, names, parts);
    }

    private void checkLimit(long found, int most, String what) {
        if (found > most) {
            throw new IllegalArgumentException("A schema may have " + most + " " + what + ", " + kind.text + " "
                    + (name.length() > 80 ? name.substring(0, 80) + "..." : name) + " has " + found);
        }
    }

    private static Schema scalar(Kind kind) {
        return new Schema(kind, "", 0, List.of(), List.of());
    }

    private static Schema of(Kind kind, Schema... parts) {
        return new Schema(kind, "", 0, List.of(), List.of(parts));
    }

    public static Schema nullable(Schema value) {
        return of(Kind.NULLABLE, value);
    }

    public static Schema optional(Schema value) {
        return of(Kind.OPTIONAL, value);
    }

    public static Schema list(Schema element) {
        return of(Kind.LIST, element);
    }

    public static Schema set(Schema element) {
        return of(Kind.SET, element);
    }

    public static Schema map(Schema key, Schema value) {
        return of(Kind.MAP, key, value);
    }

    /**
     * An array of primitives.
     *
     * @param element one of the eight primitive types except byte, which is {@link #BYTES}
     */
    public static Schema array(Schema element) {
        if (element.kind.id > Kind.DOUBLE.id || element.kind == Kind.BYTE) {
            throw new IllegalArgumentException("No array of " + element);
        }
        return of(Kind.ARRAY, element);
    }

    /**
     * An enum.
     *
     * @param constants the names, in the order of the numbers in the bytes
     */
    public static Schema enumeration(String name, List<String> constants) {
        requireDistinct(name, constants);
        return new Schema(Kind.ENUM, name, 0, constants, List.of());
    }

    public static Schema record(String name, List<Field> fields) {
        return withFields(Kind.RECORD, name, fields);
    }

    /** The record of this name that is defined elsewhere in the tree. */
    public static Schema reference(String record) {
        return new Schema(Kind.REFERENCE, record, 0, List.of(), List.of());
    }

    /** Bytes of {@link CustomCodec}. */
    public static Schema custom(String name, int version) {
        if (version < 0) {
            throw new IllegalArgumentException("version " + version + " of " + name);
        }
        return new Schema(Kind.CUSTOM, name, version, List.of(), List.of());
    }

    static Schema object(String name, List<Field> properties) {
        return withFields(Kind.OBJECT, name, properties);
    }

    static Schema java(String typeName) {
        return new Schema(Kind.JAVA, typeName, 0, List.of(), List.of());
    }

    private static Schema withFields(Kind kind, String name, List<Field> fields) {
        List<String> names = new ArrayList<>(fields.size());
        List<Schema> parts = new ArrayList<>(fields.size());
        for (Field field : fields) {
            names.add(field.name());
            parts.add(field.schema());
        }
        requireDistinct(name, names);
        return new Schema(kind, name, 0, names, parts);
    }

    static void requireDistinct(String owner, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String each : names) {
            if (!seen.add(each)) {
                throw new IllegalArgumentException(owner + " names " + each + " twice");
            }
        }
    }

    public Kind kind() {
        return kind;
    }

    /** The full class name (with type arguments) of an enum, record or object, the name of a custom schema, else empty. */
    public String name() {
        return name;
    }

    /** Of a custom schema, else 0. */
    public int version() {
        return version;
    }

    /** The constants of an enum, the field names of a record or object, else empty. */
    public List<String> names() {
        return names;
    }

    /** The schemas of the fields, of the element, or of key and value. */
    public List<Schema> parts() {
        return parts;
    }

    /** The only part, of a list for example. */
    Schema part() {
        return parts.get(0);
    }

    /** The fields of a record or an object, in the order of the bytes. */
    public List<Field> fields() {
        if (names.size() != parts.size()) {
            return List.of();
        }
        List<Field> fields = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            fields.add(new Field(names.get(i), parts.get(i)));
        }
        return Collections.unmodifiableList(fields);
    }

    /** Appends this schema's own binary form. */
    public void encode(BinaryOutput out) {
        SchemaDescriptor.encode(this, out);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CorruptDataException if the bytes are not a schema or pass one of the limits
     */
    public static Schema decode(BinaryInput in) {
        return SchemaDescriptor.decode(in);
    }

    /** 64 bits that are the same for equal schemas in every JVM and, but for chance, differ for others. */
    public long fingerprint() {
        BinaryOutput out = new BinaryOutput(256);
        encode(out);
        return StableHash.fingerprint(out.array(), out.size());
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Schema that
                        && hash == that.hash
                        && kind == that.kind
                        && version == that.version
                        && name.equals(that.name)
                        && names.equals(that.names)
                        && parts.equals(that.parts));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** On one line for simple schemas; a record or enum has one line for each field. A question mark stands for null. */
    @Override
    public String toString() {
        return SchemaText.of(this);
    }
}
