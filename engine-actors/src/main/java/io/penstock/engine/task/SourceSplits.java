package io.penstock.engine.task;

import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import io.penstock.engine.element.Batch;
import io.penstock.function.ProcessContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The splits of a source task: which are read in turn, which are finished, where in each the records that were sent end.
 * Owned by its task; what is said to run where the source is read is called from there, one call at a time.
 */
final class SourceSplits {
    private final int openSplits;
    /** Unfinished splits, in the order of their turns. */
    private final ArrayDeque<Active> turns = new ArrayDeque<>();

    private final List<Active> all = new ArrayList<>();
    private int idleTurns;

    /** @param openSplits how many are read in turn before others begin */
    SourceSplits(int openSplits) {
        this.openSplits = openSplits;
    }

    Active add(Object split, boolean finished, long nowNanos) {
        Active added = new Active(all.size(), split, nowNanos);
        added.finished = finished;
        all.add(added);
        if (!finished) {
            turns.add(added);
            idleTurns = 0;
        }
        return added;
    }

    List<Active> all() {
        return all;
    }

    /** The split whose turn it is, or null if all are finished. */
    @Nullable
    Active next() {
        return turns.peek();
    }

    /** True if every split that is open was asked and had nothing. True once, then they are asked again. */
    boolean takeAllIdle() {
        if (idleTurns < Math.min(turns.size(), openSplits)) {
            return false;
        }
        idleTurns = 0;
        return true;
    }

    /** Some split may have something. */
    void wake() {
        idleTurns = 0;
    }

    /** A split had its turn. */
    void hadTurn(Active split, ReadStatus status) {
        turns.remove(split);
        idleTurns = status == ReadStatus.IDLE ? idleTurns + 1 : 0;
        if (status == ReadStatus.FINISHED) {
            return;
        }
        if (turns.size() < openSplits) {
            turns.addLast(split);
            return;
        }
        // Behind the others that are open, and before those that have not begun.
        ArrayDeque<Active> rest = new ArrayDeque<>(turns);
        turns.clear();
        for (int i = 0; i < openSplits - 1; i++) {
            turns.addLast(rest.removeFirst());
        }
        turns.addLast(split);
        turns.addAll(rest);
    }

    /** Of all splits of the task: those that are finished, and the part of the one being read. */
    double progress(double ofCurrent) {
        long finished = all.stream().filter(split -> split.finished).count();
        return (finished + ofCurrent) / all.size();
    }

    /** The positions behind what was sent, of the splits that are not finished. */
    List<Object> unfinished() {
        return all.stream()
                .filter(split -> !split.finished)
                .map(split -> split.sent)
                .toList();
    }

    /**
     * Takes in a listing: adds those of the task that it does not know, and forgets finished ones that are no longer
     * listed.
     *
     * @return those that were added
     */
    List<Active> list(Collection<Object> listed, SplitShares shares, long nowNanos) {
        Map<String, Object> ofTask = new LinkedHashMap<>();
        shares.of(listed).forEach(split -> ofTask.put(shares.idOf(split), split));
        all.removeIf(known -> known.finished && !ofTask.containsKey(shares.idOf(known.sent)));
        all.forEach(known -> ofTask.remove(shares.idOf(known.sent)));
        return ofTask.values().stream()
                .map(split -> add(shares.foundLater(split), false, nowNanos))
                .toList();
    }

    /** A split that a task reads. */
    static final class Active {
        final int index;
        /** The position behind what was sent: what a snapshot holds. */
        Object sent;
        /** Only touched where the source is read. */
        private @Nullable SplitReader<Object, Object> reader;
        /** What ended the last fetch behind records that it gave; where the source is read. */
        private @Nullable Exception failure;

        boolean finished;
        long lastRecordNanos;

        Active(int index, Object split, long nowNanos) {
            this.index = index;
            this.sent = split;
            this.lastRecordNanos = nowNanos;
        }

        /**
         * Reads up to {@code batches} batches. Runs where the source is read, one call at a time.
         *
         * @throws Exception of the reader; where records were read before, they are given, and the next call throws: a
         *     source that cannot be rewound has no other way to give them again
         */
        Fetch fetch(SharedReader source, int batches, int batchSize) throws Exception {
            if (failure != null) {
                throw failure;
            }
            SplitReader<Object, Object> open = reader;
            if (open == null) {
                open = source.open(sent);
                reader = open;
            }
            ArrayDeque<Fetched> fetched = new ArrayDeque<>();
            ReadStatus status = ReadStatus.MORE;
            for (int i = 0; i < batches && status == ReadStatus.MORE; i++) {
                Buffer buffer = new Buffer(batchSize);
                try {
                    status = open.read(buffer);
                } catch (Exception e) {
                    if (fetched.isEmpty()) {
                        throw e;
                    }
                    failure = e;
                    break;
                }
                fetched.add(new Fetched(
                        buffer.batch, open.split(), List.copyOf(buffer.letters), buffer.skipped, open.progress()));
            }
            return new Fetch(this, fetched, status);
        }

        /** What was read up to this position is safe. Runs where the source is read. */
        void journaled(Object position) throws Exception {
            if (reader != null) {
                reader.journaled(position);
            }
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
    record Fetch(Active split, ArrayDeque<Fetched> batches, ReadStatus status) {
        /** Behind all of it; to be asked before batches are taken out. */
        Object position() {
            return batches.isEmpty() ? split.sent : batches.getLast().split();
        }
    }

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
