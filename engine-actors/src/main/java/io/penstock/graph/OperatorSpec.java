package io.penstock.graph;

import io.penstock.codec.Codec;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import io.penstock.function.AggregateFunction;
import io.penstock.function.FilterFunction;
import io.penstock.function.FlatMapFunction;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.MapFunction;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessFunction;
import io.penstock.function.ReduceFunction;
import io.penstock.function.TimestampFunction;
import io.penstock.function.WindowFunction;
import io.penstock.time.Watermarks;
import io.penstock.time.Windows;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an operator does. Values are untyped here: the types are checked where the graph is built, by {@code api}. */
public sealed interface OperatorSpec {
    /** The kind, as plans and journals name it. Renaming a kind breaks resuming from older journals. */
    String kind();

    /** True if a snapshot of the operator holds something that must find its operator again by name. */
    default boolean stateful() {
        return this instanceof KeyedSpec || this instanceof SourceSpec || this instanceof SinkSpec;
    }

    /** True for one-to-one steps without state, which may share the actor of what stands before them. */
    default boolean fusible() {
        return this instanceof MapSpec || this instanceof FilterSpec || this instanceof TimestampsSpec;
    }

    record SourceSpec(Source<Object, Object> source) implements OperatorSpec {
        @Override
        public String kind() {
            return "source";
        }
    }

    record SinkSpec(Sink<Object, Object> sink) implements OperatorSpec {
        @Override
        public String kind() {
            return "sink";
        }
    }

    record TimestampsSpec(TimestampFunction<Object> timestamps, Watermarks watermarks) implements OperatorSpec {
        @Override
        public String kind() {
            return "timestamps";
        }
    }

    record MapSpec(MapFunction<Object, Object> function) implements OperatorSpec {
        @Override
        public String kind() {
            return "map";
        }
    }

    record FilterSpec(FilterFunction<Object> function) implements OperatorSpec {
        @Override
        public String kind() {
            return "filter";
        }
    }

    record FlatMapSpec(FlatMapFunction<Object, Object> function) implements OperatorSpec {
        @Override
        public String kind() {
            return "flat-map";
        }
    }

    record UnionSpec() implements OperatorSpec {
        @Override
        public String kind() {
            return "union";
        }
    }

    record ProcessSpec(Supplier<ProcessFunction<Object, Object>> function) implements OperatorSpec {
        @Override
        public String kind() {
            return "process";
        }
    }

    /** An operator with state per key; stands behind an exchange by that key. */
    sealed interface KeyedSpec extends OperatorSpec {
        Codec<Object> keyCodec();
    }

    record KeyedProcessSpec(Codec<Object> keyCodec, Supplier<KeyedProcessFunction<Object, Object, Object>> function)
            implements KeyedSpec {
        @Override
        public String kind() {
            return "keyed-process";
        }
    }

    /** Of records with the same key, the first; the others that come within the window are dropped. */
    record DeduplicateSpec(Codec<Object> keyCodec, long windowMillis) implements KeyedSpec {
        @Override
        public String kind() {
            return "deduplicate";
        }
    }

    record ReduceSpec(Codec<Object> keyCodec, Codec<Object> valueCodec, ReduceFunction<Object> function)
            implements KeyedSpec {
        @Override
        public String kind() {
            return "reduce";
        }
    }

    record AggregateSpec(Codec<Object> keyCodec, AggregateFunction<Object, Object, Object> function)
            implements KeyedSpec {
        @Override
        public String kind() {
            return "aggregate";
        }
    }

    /**
     * An aggregate per key and window.
     *
     * @param lateTo where late records go, or null if they are only counted
     */
    record WindowSpec(
            Codec<Object> keyCodec,
            Windows windows,
            long allowedLatenessMillis,
            @Nullable OutputTag<Object> lateTo,
            AggregateFunction<Object, Object, Object> function,
            WindowFunction<Object, Object, Object> output)
            implements KeyedSpec {
        @Override
        public String kind() {
            return "window";
        }
    }
}
