package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitReader;
import java.util.List;

/**
 * A source whose splits are lists of events; each can be read again from any position. How much one call gives, and
 * whether it fails, is up to the outside world of the run.
 */
record EventSource(List<List<Event>> events, int number, boolean blocking, Outside outside)
        implements Source<Event, EventSource.Split> {
    static final Codec<Split> SPLITS = Codecs.of(Split.class);

    /** A split, and the position of the next event to be read. */
    record Split(int source, int split, int next) {}

    @Override
    public String describe() {
        return "events " + number;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, blocking);
    }

    @Override
    public List<Split> splits() {
        return java.util.stream.IntStream.range(0, events.size())
                .mapToObj(split -> new Split(number, split, 0))
                .toList();
    }

    @Override
    public Codec<Split> splitCodec() {
        return SPLITS;
    }

    @Override
    public SourceReader<Event, Split> reader(ReadSettings settings) {
        return this::open;
    }

    private SplitReader<Event, Split> open(Split split) {
        List<Event> all = events.get(split.split());
        return new SplitReader<>() {
            private int next = split.next();

            @Override
            public ReadStatus read(ReadBuffer<Event> out) {
                int most = outside.beforeRead(out.remaining());
                for (int i = 0; i < most && next < all.size(); i++) {
                    out.add(all.get(next++));
                }
                if (next == all.size()) {
                    return ReadStatus.FINISHED;
                }
                return most == 0 ? ReadStatus.IDLE : ReadStatus.MORE;
            }

            @Override
            public Split split() {
                return outside.position(new Split(split.source(), split.split(), next));
            }

            @Override
            public void close() {}
        };
    }
}
