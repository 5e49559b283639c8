package io.penstock.codec;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** From a Java type to its codec. */
final class CodecBuilder {

    private static final Map<Class<?>, Codec<?>> SCALARS = Map.ofEntries(
            Map.entry(String.class, Scalars.STRING),
            Map.entry(Long.class, Scalars.LONG),
            Map.entry(long.class, Scalars.LONG),
            Map.entry(Integer.class, Scalars.INT),
            Map.entry(int.class, Scalars.INT));

    private final Type root;
    private final List<CodecProvider> providers;

    CodecBuilder(Type root, List<CodecProvider> providers) {
        this.root = root;
        this.providers = List.copyOf(providers);
    }

    static <T> Codec<T> cached(Class<T> type) {
        return new CodecBuilder(type, List.of()).build();
    }

    @SuppressWarnings("unchecked")
    <T> Codec<T> build() {
        Codec<?> codec = SCALARS.get(root);
        if (codec == null) {
            throw new UnsupportedTypeException("No codec for " + root + " " + providers);
        }
        return (Codec<T>) codec;
    }
}
