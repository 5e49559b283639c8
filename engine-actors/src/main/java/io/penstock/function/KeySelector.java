package io.penstock.function;

/**
 * Gives the key of a value. Must be deterministic and must not return null. Keys are compared with {@code equals} and
 * must be immutable. Shared by all parallel tasks.
 */
@FunctionalInterface
public interface KeySelector<T, K> {
    K keyOf(T value) throws Exception;
}
