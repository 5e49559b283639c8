package io.penstock.codec;

import java.util.Optional;

/**
 * Brings codecs for classes that this package would not write well, found with {@link java.util.ServiceLoader} through
 * the class loader of the class that is asked for, or handed to {@link Codecs#of(Class, java.util.List)}. A provider is
 * asked before records, enums and other classes are looked at, but not for the types that have a constant in
 * {@link Codecs}, and not for lists, sets, maps and optionals.
 */
public interface CodecProvider {

    /** The codec for exactly this class, or empty if another provider should be asked. */
    <T> Optional<Codec<T>> codec(Class<T> type);

    /** A provider of one codec. */
    static <C> CodecProvider of(Class<C> type, Codec<C> codec) {
        return new CodecProvider() {
            @Override
            @SuppressWarnings("unchecked") // T is C where the classes are the same
            public <T> Optional<Codec<T>> codec(Class<T> asked) {
                return asked == type ? Optional.of((Codec<T>) codec) : Optional.empty();
            }
        };
    }
}
