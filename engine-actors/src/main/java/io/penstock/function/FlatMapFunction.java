package io.penstock.function;

/** Turns one value into any number of others. Shared by all parallel tasks of its operator, so it must keep no state. */
@FunctionalInterface
public interface FlatMapFunction<T, R> {
    /** Called on the task's thread; what is collected carries the timestamp of {@code value}. */
    void flatMap(T value, Collector<R> out) throws Exception;
}
