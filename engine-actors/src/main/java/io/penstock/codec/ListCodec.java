package io.penstock.codec;

import java.util.ArrayList;
import java.util.List;

/** A count, then the elements. Lists come back as {@link ArrayList}, whatever they were. */
final class ListCodec<E> extends StructuredCodec<List<E>> {

    private final Codec<E> element;
    private final Schema schema;

    ListCodec(Codec<E> element) {
        this.element = element;
        this.schema = Schema.list(element.schema());
    }

    @Override
    public void encode(List<E> value, BinaryOutput out) {
        out.writeVarInt(value.size());
        for (E each : value) {
            element.encode(Elements.present(each, element, "a list"), out);
        }
    }

    @Override
    public List<E> decode(BinaryInput in) {
        return decode(in, element::decode);
    }

    private static <E> List<E> decode(BinaryInput in, Decoder<E> decoder) {
        int count = in.readLength("a list");
        List<E> list = new ArrayList<>(Elements.roomFor(count));
        for (int i = 0; i < count; i++) {
            list.add(decoder.decode(in));
        }
        return list;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<List<E>> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.LIST) {
            throw resolution.refuse(written, schema.toString());
        }
        Decoder<E> inner = resolution.resolve("element", element, written.part());
        return in -> decode(in, inner);
    }

    @Override
    public int stableHash(List<E> value) {
        int hash = 0;
        for (E each : value) {
            hash = 31 * hash + element.stableHash(each) + 1;
        }
        return StableHash.mix(hash);
    }
}
