package io.penstock.function;

/** Combines two values of one key into one. Associative; shared by all parallel tasks, so it must keep no state. */
@FunctionalInterface
public interface ReduceFunction<T> {
    T reduce(T left, T right) throws Exception;
}
