package io.penstock.benchmarks.flink;

import io.penstock.workloads.Run;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A running sum with one look into the state for each record: the sum is changed in place. The state backend on the heap
 * allows that, since what it gives out while a snapshot is being written is a copy.
 */
final class SumInPlace extends KeyedProcessFunction<Long, FlinkEvent, FlinkEvent> {
    private static final long serialVersionUID = 1;

    private final boolean failing;
    private transient @Nullable ValueState<long[]> sums;

    /**
     * One for all tasks.
     *
     * @param failing whether it fails when it is told to
     */
    SumInPlace(boolean failing) {
        this.failing = failing;
    }

    @Override
    public void open(OpenContext context) {
        sums = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("sum", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(FlinkEvent event, Context context, Collector<FlinkEvent> out) throws Exception {
        ValueState<long[]> state = sums;
        if (state == null) {
            throw new IllegalStateException("the operator is not open");
        }
        if (failing) {
            Run.current().failure().check(() -> new IllegalStateException("fails because the benchmark says so"));
        }
        long[] sum = state.value();
        if (sum == null) {
            sum = new long[1];
            state.update(sum);
        }
        sum[0] += event.value;
        event.value = sum[0];
        out.collect(event);
    }
}
