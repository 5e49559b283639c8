package io.penstock.benchmarks.flink;

import io.penstock.workloads.W3;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The join of {@link W3}. */
final class IncrementalJoin extends KeyedProcessFunction<Long, FlinkEvent, FlinkEvent> {
    private static final long serialVersionUID = 1;

    private final TypeInformation<FlinkEvent> type;
    private final boolean reuse;
    private transient @Nullable ValueState<Long> persons;
    private transient @Nullable ListState<FlinkEvent> waiting;

    /**
     * One for all tasks.
     *
     * @param reuse whether a record that came may be changed and sent on; then one that is kept is copied
     */
    IncrementalJoin(TypeInformation<FlinkEvent> type, boolean reuse) {
        this.type = type;
        this.reuse = reuse;
    }

    @Override
    public void open(OpenContext context) {
        persons = getRuntimeContext().getState(new ValueStateDescriptor<>("person", Types.LONG));
        waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", type));
    }

    @Override
    public void processElement(FlinkEvent event, Context context, Collector<FlinkEvent> out) throws Exception {
        ValueState<Long> personState = persons;
        ListState<FlinkEvent> waitingState = waiting;
        if (personState == null || waitingState == null) {
            throw new IllegalStateException("the operator is not open");
        }
        Long person = personState.value();
        if (W3.isPerson(event.value)) {
            personState.update(event.value);
            if (person == null) {
                for (FlinkEvent auction : waitingState.get()) {
                    out.collect(new FlinkEvent(auction.key, W3.join(event.value, auction.value), auction.timestamp));
                }
                waitingState.clear();
            }
        } else if (person == null) {
            waitingState.add(reuse ? new FlinkEvent(event.key, event.value, event.timestamp) : event);
        } else {
            FlinkEvent joined = reuse ? event : new FlinkEvent();
            out.collect(joined.set(event.key, W3.join(person, event.value), event.timestamp));
        }
    }
}
