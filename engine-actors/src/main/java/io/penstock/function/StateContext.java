package io.penstock.function;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;

/**
 * Where a keyed function declares its state. Names are unique within the operator and are what a snapshot is read back
 * by: renaming a state is dropping it and adding another.
 */
public interface StateContext {
    <V> ValueState<V> value(String name, Codec<V> codec);

    <E> ListState<E> list(String name, Codec<E> codec);

    <F, V> MapState<F, V> map(String name, Codec<F> fields, Codec<V> values);

    default <V> ValueState<V> value(String name, Class<V> type) {
        return value(name, Codecs.of(type));
    }

    default <E> ListState<E> list(String name, Class<E> type) {
        return list(name, Codecs.of(type));
    }

    default <F, V> MapState<F, V> map(String name, Class<F> fields, Class<V> values) {
        return map(name, Codecs.of(fields), Codecs.of(values));
    }
}
