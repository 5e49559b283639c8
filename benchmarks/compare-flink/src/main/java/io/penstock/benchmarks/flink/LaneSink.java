package io.penstock.benchmarks.flink;

import io.penstock.workloads.Outputs;
import io.penstock.workloads.Run;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Gives what comes to {@link Run#current}. */
final class LaneSink implements Sink<FlinkEvent> {
    private static final long serialVersionUID = 1;

    @Override
    public SinkWriter<FlinkEvent> createWriter(WriterInitContext context) {
        return new Writer(Run.current().outputs().lane(context.getTaskInfo().getIndexOfThisSubtask()));
    }

    private record Writer(Outputs.Lane lane) implements SinkWriter<FlinkEvent> {
        @Override
        public void write(FlinkEvent event, Context context) {
            lane.take(event.key, event.value, event.timestamp);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
