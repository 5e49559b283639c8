package io.penstock.connector.kafka;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads one split as a task would, and keeps what it gives. */
final class Reading<T> implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    static final ReadSettings SETTINGS = new ReadSettings("job", "source", 0, () -> {});

    final List<T> values = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    int skipped;

    final SourceReader<T, KafkaSplit> source;
    private final boolean owner;
    private final SplitReader<T, KafkaSplit> reader;

    Reading(KafkaSource<T> source, KafkaSplit split) throws Exception {
        this(source, source.reader(SETTINGS), split, true);
    }

    /** With a reader that belongs to another. */
    Reading(KafkaSource<T> source, Reading<T> other, KafkaSplit split) throws Exception {
        this(source, other.source, split, false);
    }

    private Reading(KafkaSource<T> source, SourceReader<T, KafkaSplit> reader, KafkaSplit split, boolean owner)
            throws Exception {
        this.source = reader;
        this.owner = owner;
        this.reader = this.source.open(restored(source, split));
    }

    /** As it comes back from a snapshot. */
    private static <T> KafkaSplit restored(KafkaSource<T> source, KafkaSplit split) {
        BinaryOutput out = new BinaryOutput();
        source.splitCodec().encode(split, out);
        return source.splitCodec().decode(new BinaryInput(out.toByteArray()));
    }

    static <T> Reading<T> of(KafkaSource<T> source) throws Exception {
        return new Reading<>(source, source.splits().get(0));
    }

    ReadStatus read(int room) throws Exception {
        return reader.read(new Buffer(room));
    }

    /** Reads until so many values have come, or all of a bounded split. */
    Reading<T> until(int count) throws Exception {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (read(3) != ReadStatus.FINISHED && values.size() < count) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("after " + LIMIT + " there are " + values + " only");
            }
        }
        return this;
    }

    Reading<T> toTheEnd() throws Exception {
        return until(Integer.MAX_VALUE);
    }

    KafkaSplit split() {
        return reader.split();
    }

    double progress() {
        return reader.progress();
    }

    @Override
    public void close() throws Exception {
        reader.close();
        if (owner) {
            source.close();
        }
    }

    private final class Buffer implements ReadBuffer<T> {
        private int room;

        Buffer(int room) {
            this.room = room;
        }

        @Override
        public int remaining() {
            return room;
        }

        @Override
        public void add(T value) {
            add(value, -1);
        }

        @Override
        public void add(T value, long timestampMillis) {
            if (room-- == 0) {
                throw new IllegalStateException("no room for " + value);
            }
            values.add(value);
            times.add(timestampMillis);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            letters.add(letter);
        }

        @Override
        public void skipped() {
            skipped++;
        }
    }
}
