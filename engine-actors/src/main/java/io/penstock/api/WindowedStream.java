package io.penstock.api;

import io.penstock.function.AggregateFunction;
import io.penstock.function.OutputTag;
import io.penstock.function.WindowFunction;
import io.penstock.graph.OperatorSpec;
import io.penstock.time.Windows;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stream grouped by key and window. A window's result is sent when the watermark reaches its end, with the last
 * millisecond of the window as timestamp. A record whose windows are all gone is late.
 */
public final class WindowedStream<K, T> {
    private final KeyedStream<K, T> keyed;
    private final Windows windows;
    private final long allowedLatenessMillis;
    private final @Nullable OutputTag<T> lateTo;

    WindowedStream(
            KeyedStream<K, T> keyed, Windows windows, long allowedLatenessMillis, @Nullable OutputTag<T> lateTo) {
        this.keyed = keyed;
        this.windows = windows;
        this.allowedLatenessMillis = allowedLatenessMillis;
        this.lateTo = lateTo;
    }

    /** Keeps windows for {@code lateness} after their end; each record that comes then sends the result again. */
    public WindowedStream<K, T> allowedLateness(Duration lateness) {
        if (lateness.isNegative()) {
            throw new IllegalArgumentException("allowed lateness must not be negative, but is " + lateness);
        }
        return new WindowedStream<>(keyed, windows, lateness.toMillis(), lateTo);
    }

    /** Sends late records to a side output. They are counted in any case. */
    public WindowedStream<K, T> lateTo(OutputTag<T> tag) {
        return new WindowedStream<>(keyed, windows, allowedLatenessMillis, tag);
    }

    /** One result per key and window. */
    public <R> Stream<R> aggregate(AggregateFunction<T, ?, R> function) {
        return aggregate(function, (key, window, result) -> result);
    }

    /** One result per key and window, dressed with both. */
    @SuppressWarnings("unchecked")
    public <R, O> Stream<O> aggregate(AggregateFunction<T, ?, R> function, WindowFunction<K, R, O> output) {
        return keyed.next(new OperatorSpec.WindowSpec(
                keyed.keyCodec(),
                windows,
                allowedLatenessMillis,
                (OutputTag<Object>) lateTo,
                (AggregateFunction<Object, Object, Object>) (AggregateFunction<?, ?, ?>) function,
                (WindowFunction<Object, Object, Object>) (WindowFunction<?, ?, ?>) output));
    }
}
