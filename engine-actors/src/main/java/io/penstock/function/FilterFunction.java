package io.penstock.function;

/** Says which values are kept. Shared by all parallel tasks of its operator, so it must keep no state. */
@FunctionalInterface
public interface FilterFunction<T> {
    /** True if the value goes on. Called on the task's thread. */
    boolean keep(T value) throws Exception;
}
