package io.penstock.benchmarks.jobs;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import io.penstock.workloads.Event;
import io.penstock.workloads.PartReader;
import io.penstock.workloads.PartReader.Position;
import io.penstock.workloads.Run;
import java.util.List;
import java.util.stream.IntStream;

/** The parts of a run's input, a split for each. */
record PartSource(Run run) implements Source<Event, Position> {
    @Override
    public String describe() {
        return "records of " + run.settings().workload();
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, false);
    }

    @Override
    public List<Position> splits() {
        return IntStream.range(0, run.settings().parallelism())
                .mapToObj(Position::first)
                .toList();
    }

    @Override
    public Codec<Position> splitCodec() {
        return Codecs.of(Position.class);
    }

    @Override
    public SourceReader<Event, Position> reader(ReadSettings settings) {
        return position -> {
            PartReader part = run.read(position);
            part.onReady(settings.wakeUp());
            return new Reader(part);
        };
    }

    private record Reader(PartReader part) implements SplitReader<Event, Position> {
        @Override
        public ReadStatus read(ReadBuffer<Event> out) {
            int ready = part.ready(out.remaining());
            if (ready == PartReader.AT_END) {
                return ReadStatus.FINISHED;
            }
            for (int i = 0; i < ready; i++) {
                Event event = part.next();
                out.add(event, event.timestamp());
            }
            part.publish();
            return ready == 0 ? ReadStatus.IDLE : ReadStatus.MORE;
        }

        @Override
        public Position split() {
            return part.position();
        }

        @Override
        public void close() {}
    }
}
