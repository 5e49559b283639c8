package io.penstock.function;

/** Gives the event time of a value. */
@FunctionalInterface
public interface TimestampFunction<T> {
    /** Event time in milliseconds since the epoch. */
    long timestampMillis(T value) throws Exception;
}
