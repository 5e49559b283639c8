package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.function.FlatMapFunction;

/** Any number of values for each one. */
final class FlatMapOperator implements TaskOperator {
    private final FlatMapFunction<Object, Object> function;

    FlatMapOperator(FlatMapFunction<Object, Object> function) {
        this.function = function;
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) throws Exception {
        int size = batch.size();
        for (int i = from; i < size; i++) {
            if (out.isBlocked()) {
                return i;
            }
            long timestamp = batch.timestampMillis(i);
            function.flatMap(batch.value(i), value -> out.emit(value, timestamp));
        }
        return size;
    }
}
