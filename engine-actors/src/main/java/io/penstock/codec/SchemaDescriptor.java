package io.penstock.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a schema:
 *
 * <pre>
 * +------+  scalars end here
 * | kind |
 * +------+---------+  nullable, optional, list, set, array
 * | kind | element |
 * +------+-----+---+---+  map
 * | kind | key | value |
 * +------+------+-------+------+-----+  enum
 * | kind | name | count | name | ... |
 * +------+------+-------+------+------+-----+  record, object
 * | kind | name | count | name | part | ... |
 * +------+------+---------+--------------------+  custom; reference and java without the version
 * | kind | name | version |
 * +------+------+---------+
 * </pre>
 *
 * Kinds are one byte, counts and versions var-ints, names UTF-8 with their length.
 */
final class SchemaDescriptor {

    private static final Schema.@Nullable Kind[] BY_ID = new Schema.Kind[128];
    private static final @Nullable Schema[] SCALARS = new Schema[32];

    static {
        for (Schema.Kind kind : Schema.Kind.values()) {
            BY_ID[kind.id] = kind;
            if (kind.isScalar()) {
                SCALARS[kind.id] = new Schema(kind, "", 0, List.of(), List.of());
            }
        }
    }

    private SchemaDescriptor() {}

    static void encode(Schema schema, BinaryOutput out) {
        out.writeByte(schema.kind().id);
        switch (schema.kind()) {
            case NULLABLE, OPTIONAL, LIST, SET, ARRAY, MAP -> schema.parts().forEach(part -> encode(part, out));
            case ENUM -> {
                out.writeUtf8(schema.name());
                out.writeVarInt(schema.names().size());
                schema.names().forEach(out::writeUtf8);
            }
            case RECORD, OBJECT -> {
                out.writeUtf8(schema.name());
                out.writeVarInt(schema.names().size());
                for (int i = 0; i < schema.names().size(); i++) {
                    out.writeUtf8(schema.names().get(i));
                    encode(schema.parts().get(i), out);
                }
            }
            case CUSTOM -> {
                out.writeUtf8(schema.name());
                out.writeVarInt(schema.version());
            }
            case REFERENCE, JAVA -> out.writeUtf8(schema.name());
            default -> {
                // Scalars are their kind.
            }
        }
    }

    static Schema decode(BinaryInput in) {
        int start = in.position();
        Schema schema = decode(in, 1, new Budget());
        try {
            Definitions.of(schema);
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException(start, "a schema", String.valueOf(e.getMessage()), e);
        }
        return schema;
    }

    /** What may still be read; the tree's own check comes after its parts are in memory. */
    private static final class Budget {
        private int nodes = Schema.MAX_NODES;

        void spend(int count, int position) {
            if (count < 0 || count > nodes) {
                throw new CorruptDataException(
                        position, "at most " + Schema.MAX_NODES + " schemas and names in a schema", "more");
            }
            nodes -= count;
        }
    }

    private static Schema decode(BinaryInput in, int depth, Budget budget) {
        int start = in.position();
        if (depth > Schema.MAX_DEPTH) {
            throw new CorruptDataException(start, "a schema of at most " + Schema.MAX_DEPTH + " levels", "one more");
        }
        budget.spend(1, start);
        int id = in.readByte();
        Schema.Kind kind = id < 0 ? null : BY_ID[id];
        if (kind == null) {
            throw new CorruptDataException(start, "a kind of schema", "number " + (id & 0xff));
        }
        if (kind.isScalar()) {
            return Invariant.present(SCALARS[id], "scalar of each scalar kind");
        }
        try {
            return switch (kind) {
                case ARRAY -> Schema.array(decode(in, depth + 1, budget));
                case MAP -> Schema.map(decode(in, depth + 1, budget), decode(in, depth + 1, budget));
                case ENUM -> Schema.enumeration(readName(in), readNames(in, budget));
                case RECORD, OBJECT -> readFields(kind, in, depth, budget);
                case CUSTOM -> Schema.custom(readName(in), in.readVarInt());
                case REFERENCE, JAVA -> new Schema(kind, readName(in), 0, List.of(), List.of());
                default -> new Schema(kind, "", 0, List.of(), List.of(decode(in, depth + 1, budget)));
            };
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException(start, "a schema", String.valueOf(e.getMessage()), e);
        }
    }

    private static Schema readFields(Schema.Kind kind, BinaryInput in, int depth, Budget budget) {
        String name = readName(in);
        int count = readCount(in, budget);
        List<String> names = new ArrayList<>();
        List<Schema> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(readName(in));
            parts.add(decode(in, depth + 1, budget));
        }
        Schema.requireDistinct(name, names);
        return new Schema(kind, name, 0, names, parts);
    }

    private static List<String> readNames(BinaryInput in, Budget budget) {
        int count = readCount(in, budget);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(readName(in));
        }
        return names;
    }

    private static int readCount(BinaryInput in, Budget budget) {
        int start = in.position();
        int count = in.readLength("a list of names");
        budget.spend(count, start);
        return count;
    }

    private static String readName(BinaryInput in) {
        int start = in.position();
        String name = in.readUtf8();
        if (name.length() > Schema.MAX_NAME_LENGTH) {
            throw new CorruptDataException(
                    start, "a name of at most " + Schema.MAX_NAME_LENGTH + " chars", name.length() + " chars");
        }
        return name;
    }
}
