package io.penstock.function;

import io.penstock.time.Window;

/** Dresses the result of a window with its key and bounds. Shared by all parallel tasks, so it must keep no state. */
@FunctionalInterface
public interface WindowFunction<K, R, O> {
    O apply(K key, Window window, R result) throws Exception;
}
