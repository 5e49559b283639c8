package io.penstock.api;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Sink;
import io.penstock.function.FilterFunction;
import io.penstock.function.FlatMapFunction;
import io.penstock.function.KeySelector;
import io.penstock.function.MapFunction;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessFunction;
import io.penstock.function.TimestampFunction;
import io.penstock.graph.OperatorSpec;
import io.penstock.graph.Routing;
import io.penstock.time.Watermarks;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The output of an operator. {@link #named} and {@link #parallelism} are about that operator; every other method adds
 * one behind it. Values must not be changed once they are in a stream: on one node they are passed by reference.
 */
public final class Stream<T> {
    private final Outlet outlet;

    Stream(Outlet outlet) {
        this.outlet = outlet;
    }

    /**
     * Names the operator this stream comes from. What has state is found again by its name after a restart, so a job
     * that will be changed should name it; otherwise a name is derived from the kind.
     */
    public Stream<T> named(String name) {
        outlet.graph().name(outlet.operator(), name);
        return this;
    }

    /** Sets how many tasks the operator this stream comes from has. */
    public Stream<T> parallelism(int parallelism) {
        outlet.graph().parallelism(outlet.operator(), parallelism);
        return this;
    }

    /**
     * Assigns event times and watermarks. Right behind a source, watermarks are kept per split; there it must be the only
     * reader of the source and have its parallelism, or the job is refused when it is run.
     */
    @SuppressWarnings("unchecked")
    public Stream<T> timestamps(TimestampFunction<T> timestamps, Watermarks watermarks) {
        return next(new OperatorSpec.TimestampsSpec((TimestampFunction<Object>) timestamps, watermarks));
    }

    @SuppressWarnings("unchecked")
    public <R> Stream<R> map(MapFunction<T, R> function) {
        return next(new OperatorSpec.MapSpec((MapFunction<Object, Object>) (MapFunction<?, ?>) function));
    }

    @SuppressWarnings("unchecked")
    public Stream<T> filter(FilterFunction<T> function) {
        return next(new OperatorSpec.FilterSpec((FilterFunction<Object>) function));
    }

    @SuppressWarnings("unchecked")
    public <R> Stream<R> flatMap(FlatMapFunction<T, R> function) {
        return next(new OperatorSpec.FlatMapSpec((FlatMapFunction<Object, Object>) (FlatMapFunction<?, ?>) function));
    }

    /** Processes each value with side outputs at hand. The supplier makes one function per task. */
    @SuppressWarnings("unchecked")
    public <R> Stream<R> process(Supplier<? extends ProcessFunction<T, R>> function) {
        return next(new OperatorSpec.ProcessSpec((Supplier<ProcessFunction<Object, Object>>) (Supplier<?>) function));
    }

    /** This stream and others of the same type as one, in no particular order between them. */
    @SafeVarargs
    public final Stream<T> union(Stream<? extends T>... others) {
        int union = outlet.then(new OperatorSpec.UnionSpec(), new Routing.Forward());
        for (Stream<? extends T> other : others) {
            if (other.outlet.graph() != outlet.graph()) {
                throw new IllegalArgumentException("streams of two different jobs cannot be united");
            }
            other.outlet.into(union, new Routing.Forward());
        }
        return new Stream<>(Outlet.of(outlet.graph(), union));
    }

    /** What the operator of this stream sends to a side output. */
    public <X> Stream<X> sideOutput(OutputTag<X> tag) {
        return new Stream<>(new Outlet(outlet.graph(), outlet.operator(), tag, false));
    }

    /** Spreads records evenly over the tasks of the next operator. */
    public Stream<T> rebalance() {
        int union = outlet.then(new OperatorSpec.UnionSpec(), new Routing.Rebalance());
        return new Stream<>(Outlet.of(outlet.graph(), union));
    }

    /**
     * This stream, with all that it carries to the operators added behind it written to the journal. When one of them fails,
     * it is restarted without those before it, however much they have sent since the last checkpoint; a {@code keyBy} does
     * that by itself as long as {@code penstock.task.retained-bytes} holds it. The records are to be of classes that can be
     * written by themselves: Java records, enums, those with a {@code CodecProvider}, what {@link Codecs} has a constant
     * for. Operators on both sides have actors of their own.
     */
    public Stream<T> journaled() {
        return new Stream<>(new Outlet(outlet.graph(), outlet.operator(), outlet.side(), true));
    }

    /**
     * Groups by a key of a common class: {@code String}, a boxed primitive, {@code UUID}, {@code Instant}, {@code
     * LocalDate}. For a key of another class, such as a record, give the class.
     */
    public <K> KeyedStream<K, T> keyBy(KeySelector<T, K> key) {
        @SuppressWarnings("unchecked")
        Codec<K> codec = (Codec<K>) Codecs.dynamic("the key, in keyBy");
        return keyBy(key, codec);
    }

    public <K> KeyedStream<K, T> keyBy(KeySelector<T, K> key, Class<K> type) {
        return keyBy(key, Codecs.of(type));
    }

    @SuppressWarnings("unchecked")
    public <K> KeyedStream<K, T> keyBy(KeySelector<T, K> key, Codec<K> codec) {
        return new KeyedStream<>(
                outlet,
                new Routing.ByKey((KeySelector<Object, Object>) (KeySelector<?, ?>) key, (Codec<Object>) codec));
    }

    /** As {@link #deduplicate(KeySelector, Class, Duration)}, for an id of a common class as in {@link #keyBy}. */
    public <K> Stream<T> deduplicate(KeySelector<T, K> id, Duration window) {
        return deduplicate(keyBy(id), window);
    }

    /**
     * Leaves out records whose id was seen before. Makes of a source that is sent records again (a broker whose
     * acknowledgement was lost) one that has each once, at any parallelism, as long as the repetition comes within the
     * window.
     *
     * @param id equal for a record and its repetitions, and for no other record
     * @param window how long an id is remembered after it was first seen, in processing time; what is remembered is state,
     *     about 100 bytes for an id
     */
    public <K> Stream<T> deduplicate(KeySelector<T, K> id, Class<K> type, Duration window) {
        return deduplicate(keyBy(id, type), window);
    }

    private <K> Stream<T> deduplicate(KeyedStream<K, T> keyed, Duration window) {
        if (window.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "the window in which records are recognized again must be at least 1 ms, not " + window);
        }
        return keyed.next(new OperatorSpec.DeduplicateSpec(keyed.keyCodec(), window.toMillis()));
    }

    /** Ends the stream in a sink. */
    @SuppressWarnings("unchecked")
    public Output to(Sink<? super T, ?> sink) {
        OperatorSpec spec = new OperatorSpec.SinkSpec((Sink<Object, Object>) sink);
        return new Output(outlet.graph(), outlet.then(spec, new Routing.Forward()));
    }

    private <R> Stream<R> next(OperatorSpec spec) {
        return new Stream<>(Outlet.of(outlet.graph(), outlet.then(spec, new Routing.Forward())));
    }
}
