package io.penstock.examples;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import io.penstock.connector.SplitReader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Another source, slowed down so that a person can watch. What it reads, and in which order, does not change; nor do its
 * splits and positions, so that a job may be resumed at another pace.
 *
 * @param perSecond the most records per second and split
 */
public record PacedSource<T, S>(Source<T, S> source, int perSecond) implements Source<T, S> {
    /** After a pause, not more than this is made up for at once. */
    private static final long LONGEST_DEBT_NANOS = 100_000_000;

    public PacedSource {
        if (perSecond < 1) {
            throw new IllegalArgumentException("the pace must be at least 1 record per second, not " + perSecond);
        }
    }

    public static <T, S> PacedSource<T, S> of(Source<T, S> source, int perSecond) {
        return new PacedSource<>(source, perSecond);
    }

    @Override
    public Source<T, S> configured(Config config) {
        return of(source.configured(config), perSecond);
    }

    @Override
    public String describe() {
        return source.describe() + " at " + perSecond + " records/s";
    }

    @Override
    public SourceTraits traits() {
        return source.traits();
    }

    @Override
    public List<S> splits() throws Exception {
        return source.splits();
    }

    @Override
    public SourceReader<T, S> reader(ReadSettings settings) throws Exception {
        SourceReader<T, S> reader = source.reader(settings);
        return new SourceReader<>() {
            @Override
            public SplitReader<T, S> open(S split) throws Exception {
                return new PacedReader<>(reader.open(split), perSecond);
            }

            @Override
            public void checkpointCompleted(Collection<S> splits) throws Exception {
                reader.checkpointCompleted(splits);
            }

            @Override
            public void wakeUp() {
                reader.wakeUp();
            }

            @Override
            public void close() throws Exception {
                reader.close();
            }
        };
    }

    @Override
    public Optional<SplitDiscovery<S>> discovery() {
        return source.discovery();
    }

    @Override
    public Codec<S> splitCodec() {
        return source.splitCodec();
    }

    private static final class PacedReader<T, S> implements SplitReader<T, S> {
        private final SplitReader<T, S> reader;
        private final double nanosPerRecord;
        /** Up to when the records that were read are paid for. */
        private double paidUntilNanos = System.nanoTime();

        PacedReader(SplitReader<T, S> reader, int perSecond) {
            this.reader = reader;
            this.nanosPerRecord = 1e9 / perSecond;
        }

        @Override
        public ReadStatus read(ReadBuffer<T> out) throws Exception {
            long now = System.nanoTime();
            paidUntilNanos =
                    Math.max(paidUntilNanos, now - (double) Math.max(LONGEST_DEBT_NANOS, (long) nanosPerRecord));
            int due = (int) ((now - paidUntilNanos) / nanosPerRecord);
            if (due == 0) {
                return ReadStatus.IDLE;
            }
            LimitedBuffer<T> limited = new LimitedBuffer<>(out, due);
            ReadStatus status = reader.read(limited);
            paidUntilNanos += limited.added * nanosPerRecord;
            return status;
        }

        @Override
        public S split() {
            return reader.split();
        }

        @Override
        public double progress() {
            return reader.progress();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    private static final class LimitedBuffer<T> implements ReadBuffer<T> {
        private final ReadBuffer<T> out;
        private final int limit;
        private int added;

        LimitedBuffer(ReadBuffer<T> out, int limit) {
            this.out = out;
            this.limit = limit;
        }

        @Override
        public int remaining() {
            return Math.min(out.remaining(), limit - added);
        }

        @Override
        public void add(T value) {
            added++;
            out.add(value);
        }

        @Override
        public void add(T value, long timestampMillis) {
            added++;
            out.add(value, timestampMillis);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            out.deadLetter(letter);
        }

        @Override
        public void skipped() {
            out.skipped();
        }
    }
}
