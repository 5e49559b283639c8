package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Batch;
import io.penstock.engine.state.KeyedState;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import io.penstock.function.AggregateFunction;

/** The running aggregate of each key: one result for each record, in place of the record. */
final class AggregateOperator implements TaskOperator {
    private final AggregateFunction<Object, Object, Object> function;
    private final KeyedTable<Object> table;
    private int[] ids = new int[0];

    AggregateOperator(AggregateFunction<Object, Object, Object> function, StateStore states) {
        this.function = function;
        Codec<Object> codec = function.accumulatorCodec();
        KeyedState.Single<Object> state = states.single("accumulator", codec);
        this.table = state.table();
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) {
        Object[] values = batch.values();
        int size = batch.size();
        Batch output = batch.sameTimes();
        Object[] results = output.values();
        if (ids.length < size) {
            ids = new int[batch.limit()];
        }
        int found = 0;
        for (int i = 0; i < size; i++) {
            if (i == found) {
                found = Math.min(size, i + KeyedTable.AT_ONCE);
                table.findOrInsert(batch.keys(), i, found, ids);
            }
            int id = ids[i];
            Object accumulator = table.get(id);
            if (accumulator == null) {
                accumulator = function.create();
            }
            accumulator = function.add(values[i], accumulator);
            table.put(id, accumulator);
            results[i] = function.result(accumulator);
        }
        out.emit(output);
        return size;
    }
}
