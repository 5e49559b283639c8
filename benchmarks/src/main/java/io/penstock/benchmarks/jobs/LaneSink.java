package io.penstock.benchmarks.jobs;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import io.penstock.workloads.Event;
import io.penstock.workloads.Outputs;
import java.util.List;

/** Gives what comes to the outputs of a run, exactly once: what an epoch of a lane counted, counts when it is committed. */
record LaneSink(Outputs outputs) implements Sink<Event, LaneSink.Count> {
    /** What an epoch of a lane counted. */
    record Count(int lane, long epoch, long outputs, long checksum) {}

    @Override
    public String describe() {
        return "counts";
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.EXACTLY_ONCE, false);
    }

    @Override
    public Codec<Count> committableCodec() {
        return Codecs.of(Count.class);
    }

    @Override
    public SinkWriter<Event, Count> open(SinkContext context) {
        return new Writer(context.lane(), outputs.transactionalLane(context.lane()));
    }

    @Override
    public Committer<Count> committer(SinkContext context) {
        return counts -> counts.forEach(count ->
                outputs.commit(count.lane(), count.epoch(), new Outputs.Tally(count.outputs(), count.checksum())));
    }

    private record Writer(int number, Outputs.Lane lane) implements SinkWriter<Event, Count> {
        @Override
        public void write(RecordBatch<Event> batch) {
            int size = batch.size();
            for (int i = 0; i < size; i++) {
                Event event = batch.value(i);
                lane.take(event.key(), event.value(), event.timestamp());
            }
        }

        @Override
        public List<Count> prepare(long epoch) {
            Outputs.Tally tally = lane.drain();
            return List.of(new Count(number, epoch, tally.outputs(), tally.checksum()));
        }

        @Override
        public void close() {}
    }
}
