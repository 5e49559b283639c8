package io.penstock.benchmarks.w1;

import io.penstock.benchmarks.Event;
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
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** The records of {@link W1} until it is told to stop. Keeps what its readers may read while it is running. */
final class EventSource implements Source<Event, EventSource.Part> {
    private final int keys;
    private final int parts;
    private final long recordsPerPart;
    private final AtomicLongArray ends;
    private volatile boolean stopped;

    /**
     * A part of the records and where in it we are.
     *
     * @param next the next record
     * @param closed how many keys have had their closing record
     */
    record Part(int index, long next, int closed) {}

    /**
     * A source of its own for each run.
     *
     * @param recordsPerPart where each part ends if it is not told to stop before
     */
    EventSource(int keys, int parts, long recordsPerPart) {
        this.keys = keys;
        this.parts = parts;
        this.recordsPerPart = recordsPerPart;
        this.ends = new AtomicLongArray(parts);
    }

    /** Every part ends with the batch it is at, and closes. */
    void stop() {
        stopped = true;
    }

    /** How many records each part had, once all are at their end. */
    long[] counts() {
        return IntStream.range(0, parts).mapToLong(ends::get).toArray();
    }

    @Override
    public String describe() {
        return "records of W1 over " + keys + " keys";
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, true, false);
    }

    @Override
    public List<Part> splits() {
        return IntStream.range(0, parts)
                .mapToObj(index -> new Part(index, 0, 0))
                .toList();
    }

    @Override
    public Codec<Part> splitCodec() {
        return Codecs.of(Part.class);
    }

    @Override
    public SourceReader<Event, Part> reader(ReadSettings settings) {
        return Reader::new;
    }

    private final class Reader implements SplitReader<Event, Part> {
        private final int part;
        private final int keysOfPart;
        private long next;
        private int closed;

        Reader(Part from) {
            part = from.index();
            keysOfPart = W1.keysOf(part, parts, keys);
            next = from.next();
            closed = from.closed();
        }

        @Override
        public ReadStatus read(ReadBuffer<Event> out) {
            if (stopped || next >= recordsPerPart || closed > 0) {
                return close(out);
            }
            long number = next;
            for (long end = Math.min(recordsPerPart, number + out.remaining()); number < end; number++) {
                out.add(W1.event(part, parts, keysOfPart, number), number);
            }
            next = number;
            return ReadStatus.MORE;
        }

        private ReadStatus close(ReadBuffer<Event> out) {
            ends.set(part, next);
            for (; closed < keysOfPart && out.remaining() > 0; closed++) {
                out.add(W1.closing(part, parts, closed), W1.CLOSING);
            }
            return closed < keysOfPart ? ReadStatus.MORE : ReadStatus.FINISHED;
        }

        @Override
        public Part split() {
            return new Part(part, next, closed);
        }

        @Override
        public void close() {}
    }
}
