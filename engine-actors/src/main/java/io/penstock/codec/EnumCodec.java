package io.penstock.codec;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** The position of the constant among the names in the schema. */
@SuppressWarnings("EnumOrdinal") // within this JVM only; the bytes go by the names in the schema
final class EnumCodec<E extends Enum<E>> extends StructuredCodec<E> {

    private final E[] constants;
    private final int[] hashes;
    private final List<List<String>> formerNames = new ArrayList<>();
    private final List<String> formerTypeNames;
    private final Schema schema;

    EnumCodec(Class<E> type) {
        this.constants = type.getEnumConstants();
        this.hashes = new int[constants.length];
        this.formerTypeNames = Names.former(type);
        List<String> names = new ArrayList<>();
        for (E each : constants) {
            names.add(each.name());
            List<String> former = formerNames(type, each.name());
            formerNames.add(former);
            hashes[each.ordinal()] = StableHash.ofString(former.isEmpty() ? each.name() : former.get(0));
        }
        this.schema = Schema.enumeration(type.getName(), names);
    }

    private static List<String> formerNames(Class<?> type, String constant) {
        try {
            return Names.former(type.getField(constant));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("Broken invariant: no field for " + type + "." + constant, e);
        }
    }

    @Override
    public void encode(E value, BinaryOutput out) {
        out.writeVarInt(value.ordinal());
    }

    @Override
    public E decode(BinaryInput in) {
        return decode(in, constants, schema);
    }

    private static <E> E decode(BinaryInput in, E[] constants, Schema written) {
        int at = in.position();
        int index = in.readVarInt();
        if (index < 0 || index >= constants.length) {
            throw new CorruptDataException(
                    at,
                    "a constant of enum " + written.name() + ", 0 to " + (constants.length - 1),
                    Integer.toUnsignedString(index));
        }
        return constants[index];
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<E> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.ENUM || !Names.sameType(written.name(), schema.name(), formerTypeNames)) {
            throw resolution.refuse(written, "enum " + schema.name());
        }
        List<String> gone = new ArrayList<>();
        @SuppressWarnings("unchecked") // same element type
        E[] byWrittenIndex = (E[]) Array.newInstance(
                constants.getClass().getComponentType(), written.names().size());
        for (int i = 0; i < byWrittenIndex.length; i++) {
            int now = indexOf(written.names().get(i));
            if (now < 0) {
                gone.add(written.names().get(i));
            } else {
                byWrittenIndex[i] = constants[now];
            }
        }
        if (!gone.isEmpty()) {
            throw resolution.refuse(
                    "enum " + schema.name() + " has no more " + String.join(", ", gone),
                    "Keep the constant, or if it was renamed, put @FormerNames(\"" + gone.get(0)
                            + "\") on the new one.");
        }
        return in -> decode(in, byWrittenIndex, written);
    }

    private int indexOf(String writtenName) {
        int same = schema.names().indexOf(writtenName);
        for (int i = 0; same < 0 && i < constants.length; i++) {
            if (formerNames.get(i).contains(writtenName)) {
                same = i;
            }
        }
        return same;
    }

    @Override
    public int stableHash(E value) {
        return hashes[value.ordinal()];
    }

    @Override
    public boolean immutable() {
        return true;
    }
}
