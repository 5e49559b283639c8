package io.penstock.function;

/**
 * The general keyed operator: state per key, timers per key, side outputs. Each parallel task has an instance of its
 * own; state handles are taken in {@link #open} and kept in fields.
 */
public interface KeyedProcessFunction<K, T, R> {
    /** Called once before the first value, on the task's thread: declares every state. Handles have no key yet. */
    default void open(StateContext states) throws Exception {}

    /** Called for each stream record with the state handles pointing at its key. */
    void process(T value, KeyedContext<K, R> context) throws Exception;

    /** Called when a timer of a key is due, with the state handles pointing at that key. */
    default void onTimer(long timeMillis, TimeDomain domain, KeyedContext<K, R> context) throws Exception {}

    /** Called once when the task ends, whichever way. */
    default void close() throws Exception {}
}
