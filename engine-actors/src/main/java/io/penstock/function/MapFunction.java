package io.penstock.function;

/** Turns one value into one other. Shared by all parallel tasks of its operator, so it must keep no state. */
@FunctionalInterface
public interface MapFunction<T, R> {
    /**
     * Called on the task's thread for each stream record.
     *
     * @throws Exception fails the task, which is restarted from the last completed checkpoint
     */
    R map(T value) throws Exception;
}
