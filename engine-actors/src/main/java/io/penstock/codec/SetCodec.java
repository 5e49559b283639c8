package io.penstock.codec;

import java.util.LinkedHashSet;
import java.util.Set;

/** A count, then the elements. Sets come back as {@link LinkedHashSet} in the order of the written one. */
final class SetCodec<E> extends StructuredCodec<Set<E>> {

    private final Codec<E> element;
    private final Schema schema;

    SetCodec(Codec<E> element) {
        this.element = element;
        this.schema = Schema.set(element.schema());
    }

    @Override
    public void encode(Set<E> value, BinaryOutput out) {
        out.writeVarInt(value.size());
        for (E each : value) {
            element.encode(Elements.present(each, element, "a set"), out);
        }
    }

    @Override
    public Set<E> decode(BinaryInput in) {
        return decode(in, element::decode);
    }

    private static <E> Set<E> decode(BinaryInput in, Decoder<E> decoder) {
        int count = in.readLength("a set");
        Set<E> set = new LinkedHashSet<>(Elements.roomFor(count));
        for (int i = 0; i < count; i++) {
            int at = in.position();
            E each = decoder.decode(in);
            if (!set.add(each)) {
                throw new CorruptDataException(
                        at,
                        "an element that is not in the set yet",
                        "an equal one: wrong bytes, or a field that" + " told elements apart was dropped");
            }
        }
        return set;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<Set<E>> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.SET) {
            throw resolution.refuse(written, schema.toString());
        }
        Decoder<E> inner = resolution.resolve("element", element, written.part());
        return in -> decode(in, inner);
    }

    @Override
    public int stableHash(Set<E> value) {
        int sum = 0;
        for (E each : value) {
            sum += StableHash.mix(element.stableHash(each) + 1);
        }
        return StableHash.mix(sum);
    }
}
