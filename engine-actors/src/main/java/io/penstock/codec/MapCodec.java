package io.penstock.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/** A count, then keys and values. Maps come back as {@link LinkedHashMap} in the order of the written one. */
final class MapCodec<K, V> extends StructuredCodec<Map<K, V>> {

    private final Codec<K> key;
    private final Codec<V> value;
    private final Schema schema;

    MapCodec(Codec<K> key, Codec<V> value) {
        this.key = key;
        this.value = value;
        this.schema = Schema.map(key.schema(), value.schema());
    }

    @Override
    public void encode(Map<K, V> map, BinaryOutput out) {
        out.writeVarInt(map.size());
        for (Map.Entry<K, V> entry : map.entrySet()) {
            key.encode(Elements.present(entry.getKey(), key, "the keys of a map"), out);
            value.encode(Elements.present(entry.getValue(), value, "the values of a map"), out);
        }
    }

    @Override
    public Map<K, V> decode(BinaryInput in) {
        return decode(in, key::decode, value::decode);
    }

    private static <K, V> Map<K, V> decode(BinaryInput in, Decoder<K> keys, Decoder<V> values) {
        int count = in.readLength("a map");
        Map<K, V> map = new LinkedHashMap<>(Elements.roomFor(count));
        for (int i = 0; i < count; i++) {
            int at = in.position();
            K key = keys.decode(in);
            V value = values.decode(in);
            map.put(key, value);
            if (map.size() == i) {
                throw new CorruptDataException(
                        at,
                        "a key that is not in the map yet",
                        "an equal one: wrong bytes, or a field that told" + " keys apart was dropped");
            }
        }
        return map;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    Decoder<Map<K, V>> resolve(Schema written, Resolution resolution) {
        if (written.kind() != Schema.Kind.MAP) {
            throw resolution.refuse(written, schema.toString());
        }
        Decoder<K> keys = resolution.resolve("key", key, written.parts().get(0));
        Decoder<V> values = resolution.resolve("value", value, written.parts().get(1));
        return in -> decode(in, keys, values);
    }

    @Override
    public int stableHash(Map<K, V> map) {
        int sum = 0;
        for (Map.Entry<K, V> entry : map.entrySet()) {
            int pair = 31 * StableHash.mix(key.stableHash(entry.getKey()) + 1) + value.stableHash(entry.getValue());
            sum += StableHash.mix(pair + 1);
        }
        return StableHash.mix(sum);
    }
}
