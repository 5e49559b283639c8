package io.penstock.engine.operator;

import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.StateContext;
import io.penstock.function.TimeDomain;
import io.penstock.function.ValueState;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the first record of a key and drops the others, until so much processing time has passed since the first;
 * then the key is forgotten.
 */
final class FirstOfKey implements KeyedProcessFunction<Object, Object, Object> {
    private final long windowMillis;
    private @Nullable ValueState<Long> seen;

    FirstOfKey(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    @Override
    public void open(StateContext states) {
        seen = states.value("seen", Long.class);
    }

    private ValueState<Long> seen() {
        ValueState<Long> known = seen;
        if (known == null) {
            throw new IllegalStateException("the operator is not open");
        }
        return known;
    }

    @Override
    public void process(Object value, KeyedContext<Object, Object> context) {
        ValueState<Long> state = seen();
        if (state.get() == null) {
            long now = context.processingTimeMillis();
            state.update(now);
            context.registerProcessingTimer(now + windowMillis);
            context.collect(value);
        }
    }

    @Override
    public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Object, Object> context) {
        seen().clear();
    }
}
