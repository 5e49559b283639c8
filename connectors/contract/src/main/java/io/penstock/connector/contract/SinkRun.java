package io.penstock.connector.contract;

import io.penstock.connector.Committer;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;

/**
 * A job that has nothing but a sink, in one generation after the other: what its journal would hold, and the life cycle of
 * the engine's sink task. Committables come back from each start as their codec writes them.
 *
 * <p>Epochs that were prepared stay with their lane until a commit of them has returned; the snapshot of an epoch holds all
 * that its lane has by then. A commit is given all of them up to its checkpoint, oldest first.
 */
final class SinkRun<T, C> implements AutoCloseable {
    private final SinkFixture<T, C> fixture;
    private final List<Lane> opened = new ArrayList<>();
    private final Calls starting = Calls.of(true);

    // What the journal holds: the number of the last attempt, the last checkpoint id, the last completed checkpoint.
    private long generation;
    private long epoch;
    private long restorable;
    private List<TreeMap<Long, List<C>>> completed = List.of();

    SinkRun(SinkFixture<T, C> fixture) {
        this.fixture = fixture;
    }

    /** One parallel task of the sink. */
    final class Lane {
        final SinkContext context;
        private final Sink<T, C> sink;
        private final Committer<C> committer;
        private final SinkWriter<T, C> writer;
        private final TreeMap<Long, List<C>> prepared = new TreeMap<>();
        private final Calls writing = Calls.of(true);
        private final Calls committing = Calls.of(true);
        private boolean closed;

        private Lane(int lane, int lanes, List<C> restored) throws Exception {
            this.context = fixture.context(lane, lanes, generation, restorable);
            this.sink = fixture.sink();
            this.committer = committing.call(() -> sink.committer(context));
            if (!restored.isEmpty()) {
                committing.call(() -> commit(restored));
            }
            committing.call(() -> {
                sink.recover(context, restored);
                return context;
            });
            this.writer = committing.call(() -> sink.open(context));
        }

        private List<C> commit(List<C> committables) throws Exception {
            committer.commit(committables);
            return committables;
        }

        void write(int... numbers) throws Exception {
            List<T> records = new ArrayList<>();
            for (int number : numbers) {
                records.add(fixture.record(number));
            }
            writing.call(() -> {
                writer.write(new ListBatch<>(records));
                return records;
            });
        }

        /** Prepares the epoch that ends with this checkpoint. */
        List<C> prepare(long checkpoint) throws Exception {
            List<C> committables = List.copyOf(writing.call(() -> writer.prepare(checkpoint)));
            if (!committables.isEmpty()) {
                prepared.put(checkpoint, committables);
            }
            return committables;
        }

        List<C> uncommitted(long upTo) {
            List<C> all = new ArrayList<>();
            prepared.headMap(upTo, true).values().forEach(all::addAll);
            return all;
        }

        /** Commits all that is prepared up to a completed checkpoint. */
        void commit(long upTo) throws Exception {
            commitWithoutNoticing(upTo);
            prepared.headMap(upTo, true).clear();
        }

        /** As if the process had died right behind the commit. */
        void commitWithoutNoticing(long upTo) throws Exception {
            List<C> all = uncommitted(upTo);
            if (!all.isEmpty()) {
                committing.call(() -> commit(all));
            }
        }

        /** Begins a commit, to write meanwhile. */
        Future<List<C>> beginCommit(long upTo) {
            List<C> all = uncommitted(upTo);
            return committing.start(() -> commit(all));
        }

        private void closeWriter() throws Exception {
            writing.call(() -> {
                writer.close();
                return writer;
            });
            writing.close();
        }

        /** The task ends, and what it has open is closed: after a failure of it or of another task. */
        void close() throws Exception {
            if (!closed) {
                closed = true;
                closeWriter();
                committing.call(() -> {
                    committer.close();
                    return committer;
                });
                committing.close();
            }
        }
    }

    /** The tasks of one generation. */
    final class Generation {
        final List<Lane> lanes = new ArrayList<>();

        Lane lane(int index) {
            return lanes.get(index);
        }

        /** A checkpoint up to the point where all lanes have prepared. Not the truth yet. */
        long prepare() throws Exception {
            epoch++;
            for (Lane lane : lanes) {
                lane.prepare(epoch);
            }
            return epoch;
        }

        /** The last checkpoint is complete: from here on it is what a restart restores. */
        void complete() {
            restorable = epoch;
            completed = lanes.stream().map(lane -> new TreeMap<>(lane.prepared)).toList();
        }

        /** A whole checkpoint, with its commits. */
        void checkpoint() throws Exception {
            long checkpoint = prepare();
            complete();
            for (Lane lane : lanes) {
                lane.commit(checkpoint);
            }
        }

        void close() throws Exception {
            for (Lane lane : lanes) {
                lane.close();
            }
        }

        /** The job is over. */
        void finish() throws Exception {
            for (Lane lane : lanes) {
                lane.sink.finish(lane.context);
            }
            close();
        }
    }

    /** The next generation, from the last completed checkpoint. */
    Generation start(int lanes) throws Exception {
        generation++;
        List<List<C>> restored = dealt(lanes);
        Generation next = new Generation();
        for (int lane = 0; lane < lanes; lane++) {
            Lane started = new Lane(lane, lanes, restored.get(lane));
            opened.add(started);
            next.lanes.add(started);
        }
        return next;
    }

    /** As {@link #start}, to do something else meanwhile. */
    Future<Generation> beginStart(int lanes) {
        return starting.start(() -> start(lanes));
    }

    /** One lane of a first generation, where each is started by a thread of its own. */
    Lane startLane(int lane, int lanes) throws Exception {
        generation = 1;
        Lane started = new Lane(lane, lanes, List.of());
        opened.add(started);
        return started;
    }

    /** Each lane gets its own back, and whole what lanes had that are no more; by epoch. */
    private List<List<C>> dealt(int lanes) throws Exception {
        Sink<T, C> sink = fixture.sink();
        List<TreeMap<Long, List<C>>> dealt = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            dealt.add(new TreeMap<>());
        }
        for (int lane = 0; lane < completed.size(); lane++) {
            for (Map.Entry<Long, List<C>> epochOfLane : completed.get(lane).entrySet()) {
                List<C> all = dealt.get(lane % lanes).computeIfAbsent(epochOfLane.getKey(), id -> new ArrayList<>());
                for (C committable : epochOfLane.getValue()) {
                    all.add(SnapshotBytes.restored(sink.committableCodec(), committable));
                }
            }
        }
        return dealt.stream()
                .map(epochs -> epochs.values().stream().flatMap(List::stream).toList())
                .toList();
    }

    /** Ends what is still open, so that the test leaves nothing behind. */
    @Override
    public void close() throws Exception {
        for (Lane lane : opened) {
            lane.close();
        }
        starting.close();
    }

    /** Records of these numbers. */
    List<T> records(int from, int to) {
        List<T> records = new ArrayList<>();
        for (int number = from; number < to; number++) {
            records.add(fixture.record(number));
        }
        return records;
    }
}
