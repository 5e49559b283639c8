package io.penstock.benchmarks.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Inbox;
import io.penstock.workloads.Event;
import io.penstock.workloads.Outputs;
import io.penstock.workloads.Run;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sink: gives what comes to {@link Run#current}. */
final class LaneProcessor extends AbstractProcessor {
    private Outputs.@Nullable Lane lane;

    @Override
    protected void init(Context context) {
        lane = Run.current().outputs().lane(context.globalProcessorIndex());
    }

    @Override
    public void process(int ordinal, Inbox inbox) {
        Outputs.Lane opened = Objects.requireNonNull(lane, "init was not called");
        inbox.drain((Event event) -> opened.take(event.key(), event.value(), event.timestamp()));
    }
}
