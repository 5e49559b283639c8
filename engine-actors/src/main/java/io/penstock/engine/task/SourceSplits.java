package io.penstock.engine.task;

import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SplitReader;
import io.penstock.engine.element.Batch;
import io.penstock.function.ProcessContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One split of a source task: its reader, and where in it the records that were sent are. */
final class SourceSplits {
    private SourceSplits() {}

    /** A split that a task reads. */
    static final class Active {
        final int index;
        /** The position behind what was sent: what a snapshot holds. */
        Object sent;
        /** Only touched where the source is read. */
        private @Nullable SplitReader<Object, Object> reader;

        boolean finished;
        long lastRecordNanos;

        Active(int index, Object split, long nowNanos) {
            this.index = index;
            this.sent = split;
            this.lastRecordNanos = nowNanos;
        }

        /** Reads up to {@code batches} batches. Runs where the source is read, one call at a time. */
        Fetch fetch(Source<Object, Object> source, ReadSettings settings, int batches, int batchSize) throws Exception {
            SplitReader<Object, Object> open = reader;
            if (open == null) {
                open = source.open(sent, settings);
                reader = open;
            }
            ArrayDeque<Fetched> fetched = new ArrayDeque<>();
            ReadStatus status = ReadStatus.MORE;
            for (int i = 0; i < batches && status == ReadStatus.MORE; i++) {
                Buffer buffer = new Buffer(batchSize);
                status = open.read(buffer);
                fetched.add(new Fetched(
                        buffer.batch, open.split(), List.copyOf(buffer.letters), buffer.skipped, open.progress()));
            }
            return new Fetch(this, fetched, status);
        }

        /** Closes the reader, if it was opened. Runs where the source is read. */
        void close() throws Exception {
            SplitReader<Object, Object> open = reader;
            reader = null;
            if (open != null) {
                open.close();
            }
        }
    }

    /** What one call to a reader gave. */
    record Fetched(Batch batch, Object split, List<DeadLetter> letters, int skipped, double progress) {}

    /** What was read of a split; batches are taken out as they are sent. */
    record Fetch(Active split, ArrayDeque<Fetched> batches, ReadStatus status) {}

    private static final class Buffer implements ReadBuffer<Object> {
        private final Batch batch;
        private final List<DeadLetter> letters = new ArrayList<>();
        private int skipped;

        Buffer(int limit) {
            batch = Batch.plain(limit, limit);
        }

        @Override
        public int remaining() {
            return batch.limit() - batch.size();
        }

        @Override
        public void add(Object value) {
            batch.add(value, ProcessContext.NO_TIMESTAMP);
        }

        @Override
        public void add(Object value, long timestampMillis) {
            batch.add(value, timestampMillis);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            letters.add(letter);
            skipped++;
        }

        @Override
        public void skipped() {
            skipped++;
        }
    }
}
