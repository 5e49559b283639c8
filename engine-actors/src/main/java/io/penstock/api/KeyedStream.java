package io.penstock.api;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.function.AggregateFunction;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.ReduceFunction;
import io.penstock.graph.OperatorSpec;
import io.penstock.graph.Routing;
import io.penstock.time.Windows;
import java.util.function.Supplier;

/** A stream grouped by key: all records of a key meet in one task. */
public final class KeyedStream<K, T> {
    private final Outlet outlet;
    private final Routing.ByKey routing;

    KeyedStream(Outlet outlet, Routing.ByKey routing) {
        this.outlet = outlet;
        this.routing = routing;
    }

    /** For each record, the reduction of all records of its key so far. The class says how the state is written. */
    public Stream<T> reduce(ReduceFunction<T> function, Class<T> type) {
        return reduce(function, Codecs.of(type));
    }

    @SuppressWarnings("unchecked")
    public Stream<T> reduce(ReduceFunction<T> function, Codec<T> codec) {
        return next(
                new OperatorSpec.ReduceSpec(routing.codec(), (Codec<Object>) codec, (ReduceFunction<Object>) function));
    }

    /** For each record, the result of aggregating all records of its key so far. */
    @SuppressWarnings("unchecked")
    public <R> Stream<R> aggregate(AggregateFunction<T, ?, R> function) {
        return next(new OperatorSpec.AggregateSpec(
                routing.codec(), (AggregateFunction<Object, Object, Object>) (AggregateFunction<?, ?, ?>) function));
    }

    /** Processes each value with state and timers of its key. The supplier makes one function per task. */
    @SuppressWarnings("unchecked")
    public <R> Stream<R> process(Supplier<? extends KeyedProcessFunction<K, T, R>> function) {
        return next(new OperatorSpec.KeyedProcessSpec(
                routing.codec(), (Supplier<KeyedProcessFunction<Object, Object, Object>>) (Supplier<?>) function));
    }

    /** Groups further by windows of event time. */
    public WindowedStream<K, T> window(Windows windows) {
        return new WindowedStream<>(this, windows, 0, null);
    }

    <R> Stream<R> next(OperatorSpec spec) {
        return new Stream<>(Outlet.of(outlet.graph(), outlet.then(spec, routing)));
    }

    Codec<Object> keyCodec() {
        return routing.codec();
    }
}
