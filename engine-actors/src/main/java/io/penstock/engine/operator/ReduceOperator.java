package io.penstock.engine.operator;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Batch;
import io.penstock.engine.state.KeyedTable;
import io.penstock.engine.state.StateStore;
import io.penstock.function.ReduceFunction;

/** The running reduction of each key: one result for each record, in place of the record. */
final class ReduceOperator implements TaskOperator {
    private final ReduceFunction<Object> function;
    private final KeyedTable<Object> table;
    private int[] ids = new int[0];

    ReduceOperator(ReduceFunction<Object> function, Codec<Object> codec, StateStore states) {
        this.function = function;
        this.table = states.single("reduced", codec).table();
    }

    @Override
    public int process(Batch batch, int from, TaskOutput out) throws Exception {
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
            Object before = table.get(id);
            Object after = before == null ? values[i] : function.reduce(before, values[i]);
            table.put(id, after);
            results[i] = after;
        }
        out.emit(output);
        return size;
    }
}
