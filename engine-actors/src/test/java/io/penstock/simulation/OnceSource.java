package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** A source that cannot be rewound: its events are given once, to whoever reads. */
record OnceSource(List<List<Event>> events, int number, boolean blocking, Outside outside, GivenOnce given)
        implements Source<Event, EventSource.Split> {
    @Override
    public String describe() {
        return "events " + number + ", each once";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(false, true, blocking);
    }

    @Override
    public List<EventSource.Split> splits() {
        return java.util.stream.IntStream.range(0, events.size())
                .mapToObj(split -> new EventSource.Split(number, split, 0))
                .toList();
    }

    @Override
    public Codec<EventSource.Split> splitCodec() {
        return EventSource.SPLITS;
    }

    @Override
    public Optional<Codec<Event>> recordCodec() {
        return Optional.of(Event.CODEC);
    }

    @Override
    public SourceReader<Event, EventSource.Split> reader(ReadSettings settings) {
        return split -> new Reader(split.split());
    }

    private final class Reader implements SplitReader<Event, EventSource.Split> {
        private final int split;
        private final ArrayDeque<Event> unacknowledged = new ArrayDeque<>();

        Reader(int split) {
            this.split = split;
        }

        @Override
        public ReadStatus read(ReadBuffer<Event> out) {
            int most = outside.beforeRead(out.remaining());
            for (int i = 0; i < most; i++) {
                Event next = given.give(events.get(split), number, split);
                if (next == null) {
                    return ReadStatus.FINISHED;
                }
                unacknowledged.add(next);
                out.add(next);
            }
            return most == 0 ? ReadStatus.IDLE : ReadStatus.MORE;
        }

        @Override
        public EventSource.Split split() {
            return new EventSource.Split(number, split, given.given(number, split));
        }

        @Override
        public void journaled(EventSource.Split position) {
            while (!unacknowledged.isEmpty() && unacknowledged.getFirst().position() < position.next()) {
                given.acknowledged(unacknowledged.removeFirst());
            }
        }

        @Override
        public void close() {}
    }
}
