package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.state.KeyRange;
import io.penstock.engine.state.StateStore;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import org.jspecify.annotations.Nullable;

/** Makes what runs from what the graph describes. */
public final class Operators {
    private Operators() {}

    /** The state of one task of an operator, empty. */
    public static StateStore stateStore(Operator operator, KeyRange range) {
        return new StateStore(operator.name(), keyCodec(operator), range);
    }

    /** How the keys of an operator are written, or null if it has none. */
    public static @Nullable Codec<Object> keyCodec(Operator operator) {
        return operator.spec() instanceof OperatorSpec.KeyedSpec keyed ? keyed.keyCodec() : null;
    }

    /**
     * The head of a task.
     *
     * @param states where it declares its state
     */
    public static TaskOperator head(Operator operator, StateStore states, OperatorCounters counters, Clock clock) {
        OperatorSpec spec = operator.spec();
        if (spec instanceof OperatorSpec.FlatMapSpec flatMap) {
            return new FlatMapOperator(flatMap.function());
        }
        if (spec instanceof OperatorSpec.ProcessSpec process) {
            return new ProcessOperator(process.function().get());
        }
        if (spec instanceof OperatorSpec.AggregateSpec aggregate) {
            return new AggregateOperator(aggregate.function(), states);
        }
        if (spec instanceof OperatorSpec.ReduceSpec reduce) {
            return new ReduceOperator(reduce.function(), reduce.valueCodec(), states);
        }
        if (spec instanceof OperatorSpec.WindowSpec window) {
            return new WindowOperator(window, states, counters);
        }
        if (spec instanceof OperatorSpec.KeyedProcessSpec process) {
            return new KeyedProcessOperator(process.function().get(), states, clock);
        }
        if (spec instanceof OperatorSpec.DeduplicateSpec deduplicate) {
            return new KeyedProcessOperator(new FirstOfKey(deduplicate.windowMillis()), states, clock);
        }
        if (spec instanceof OperatorSpec.UnionSpec || spec.fusible()) {
            return new PassOperator();
        }
        throw new IllegalArgumentException("operator '" + operator.name() + "' is no operator: " + spec.kind());
    }
}
