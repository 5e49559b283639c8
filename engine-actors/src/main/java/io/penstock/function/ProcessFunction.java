package io.penstock.function;

/**
 * Turns each value into any number of others, on the main output and on side outputs. Each parallel task has an
 * instance of its own, made by the supplier given to {@code process}.
 */
@FunctionalInterface
public interface ProcessFunction<T, R> {
    /** Called once before the first value, on the task's thread. */
    default void open() throws Exception {}

    /** Called on the task's thread for each stream record. */
    void process(T value, ProcessContext<R> context) throws Exception;

    /** Called once when the task ends, whichever way. */
    default void close() throws Exception {}
}
