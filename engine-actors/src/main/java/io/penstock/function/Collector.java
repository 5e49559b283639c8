package io.penstock.function;

/** Takes the output of a function. Valid during the call it was passed to, on that thread only. */
@FunctionalInterface
public interface Collector<R> {
    void collect(R value);
}
