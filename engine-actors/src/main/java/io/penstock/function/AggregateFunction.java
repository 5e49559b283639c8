package io.penstock.function;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;

/**
 * Folds values into an accumulator and an accumulator into a result. One instance is shared by all parallel tasks: it
 * keeps no state of its own. The accumulator belongs to one key and may be changed in place.
 *
 * @param <T> the values
 * @param <A> the accumulator, which is what a snapshot holds
 * @param <R> the result
 */
public interface AggregateFunction<T, A, R> {
    /** A fresh accumulator. */
    A create();

    /** The accumulator with {@code value} added: the same object, changed, or a new one. */
    A add(T value, A accumulator);

    /**
     * Both accumulators as one: {@code left}, changed, or a new one. Must neither change nor return {@code right}, which
     * other windows need as it is. Used by windows that overlap.
     */
    A merge(A left, A right);

    /** What is sent downstream. Must not keep a reference to a mutable accumulator. */
    R result(A accumulator);

    /**
     * How an accumulator is written. By default the codec of the class that stands for {@code A} in the class of this
     * function; a lambda-like or generic implementation overrides this.
     *
     * @throws IllegalArgumentException if the class of {@code A} cannot be told from the declaration
     */
    default Codec<A> accumulatorCodec() {
        return Codecs.of(TypeArguments.<A>resolve(getClass(), AggregateFunction.class, 1));
    }
}
