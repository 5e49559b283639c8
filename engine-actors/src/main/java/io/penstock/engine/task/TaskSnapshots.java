package io.penstock.engine.task;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.state.ChunkBuffer;
import io.penstock.engine.state.StateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Takes the snapshots of a task. At the barrier the state is frozen, which takes no time that depends on its size; then
 * slices of it are written between batches, while not more than a limit of chunks wait for the journal. Owned by its
 * task, which passes on the messages of the writer and {@link Slice}.
 */
final class TaskSnapshots {
    private static final long SMALLEST_BASE = 64 * 1024;

    private final TaskSetup setup;
    private final ActorContext<TaskProtocol.Command> context;
    private final StateStore store;
    private final ActorRef writer;
    private final ReadBack readBack;
    private List<SnapshotRange> ranges;
    private long baseBytes;
    private long deltaBytes;
    private boolean needsBase;
    private int inFlight;
    private boolean sliceArmed;
    private @Nullable Writing writing;
    /** Given to the writer, not yet acknowledged; oldest first. */
    private final ArrayDeque<Writing> storing = new ArrayDeque<>();
    /** Where the items of checkpoints are that later snapshots may need. */
    private final TreeMap<Long, SnapshotRange> withItems = new TreeMap<>();

    /**
     * A snapshot under way.
     *
     * @param entries of all states when it began
     */
    private record Writing(
            long checkpointId, boolean base, long entries, ChunkBuffer chunks, Beside beside, long inFlightBytes) {}

    /**
     * What a snapshot holds beside keyed state.
     *
     * @param extra see {@link io.penstock.engine.state.TaskHeader}
     * @param items entries behind the header, written while there is room on the way to the journal
     * @param earlier checkpoints whose items belong to this snapshot too: they are not written again
     */
    record Beside(byte[] extra, Iterator<ChunkBuffer.Item> items, Set<Long> earlier) {
        static Beside of(byte[] extra) {
            return new Beside(extra, Collections.emptyIterator(), Set.of());
        }
    }

    /** Write a little more of the snapshot. */
    enum Slice implements TaskProtocol.Internal {
        DUE
    }

    TaskSnapshots(TaskSetup setup, ActorContext<TaskProtocol.Command> context, StateStore store) {
        this.setup = setup;
        this.context = context;
        this.store = store;
        boolean same = !setup.restored().isEmpty() && setup.sameParallelism();
        this.ranges = same ? setup.restored().get(setup.id().index()).ranges() : List.of();
        this.needsBase = !same;
        String persistenceId = SnapshotWriter.persistenceId(setup.jobName(), setup.id());
        this.writer = Adapter.actorOf(
                context,
                SnapshotWriter.props(
                                persistenceId,
                                setup.checkpoints().journalPlugin(),
                                setup.checkpoints().snapshotPlugin(),
                                setup.generation(),
                                Adapter.toClassic(context.getSelf()))
                        // Where its task runs, so that few of their messages wake a thread.
                        .withDispatcher(setup.settings().dispatcher()),
                "snapshots");
        this.readBack = new ReadBack(setup, context, store);
    }

    /**
     * Freezes the state for a checkpoint and begins to write it.
     *
     * @param onTheirWay records that were on their way to the task
     */
    void begin(long checkpointId, long watermarkMillis, Beside beside, InFlight onTheirWay) {
        Writing last = writing;
        if (last != null) {
            // The barrier came before the last snapshot was written: that one is finished here and now.
            last.beside.items.forEachRemaining(last.chunks::add);
            store.writeSome(Integer.MAX_VALUE);
            finish();
        }
        withItems.keySet().retainAll(beside.earlier);
        boolean base = needsBase
                || store.isStateless()
                || deltaBytes > setup.checkpoints().baseAfterDeltaRatio() * Math.max(baseBytes, SMALLEST_BASE);
        ChunkBuffer chunks = new ChunkBuffer(setup.checkpoints().chunkBytes(), chunk -> {
            inFlight++;
            writer.tell(new SnapshotWriter.Write(checkpointId, chunk), ActorRef.noSender());
        });
        writing = new Writing(checkpointId, base, store.size(), chunks, beside, onTheirWay.bytes());
        if (base) {
            needsBase = false;
            baseBytes = 0;
            deltaBytes = 0;
        }
        store.freeze(chunks, base, watermarkMillis, beside.extra, onTheirWay.blocks());
        slice();
    }

    void onSlice() {
        sliceArmed = false;
        slice();
    }

    private void slice() {
        Writing current = writing;
        if (current == null || sliceArmed) {
            return;
        }
        int mostInFlight = setup.checkpoints().chunksInFlight();
        while (inFlight < mostInFlight && current.beside.items.hasNext()) {
            current.chunks.add(current.beside.items.next());
        }
        if (inFlight >= mostInFlight) {
            return;
        }
        if (store.writeSome(setup.checkpoints().sliceEntries())) {
            finish();
        } else {
            sliceArmed = true;
            context.getSelf().tell(Slice.DUE);
        }
    }

    private void finish() {
        Writing done = writing;
        if (done == null) {
            return;
        }
        writing = null;
        if (done.base) {
            baseBytes = done.chunks.bytes();
        } else {
            deltaBytes += done.chunks.bytes();
        }
        storing.add(done);
        writer.tell(new SnapshotWriter.Finish(done.checkpointId), ActorRef.noSender());
    }

    void onAcknowledged() {
        inFlight--;
        slice();
    }

    void onStored(SnapshotWriter.Stored acknowledged) {
        Writing done = storing.remove();
        if (done.checkpointId != acknowledged.checkpointId()) {
            throw new IllegalStateException("the journal acknowledged checkpoint " + acknowledged.checkpointId()
                    + ", expected " + done.checkpointId);
        }
        SnapshotRange range = new SnapshotRange(
                SnapshotWriter.persistenceId(setup.jobName(), setup.id()), acknowledged.from(), acknowledged.to());
        ranges = append(done.base ? earlier(done) : ranges, range);
        withItems.put(done.checkpointId, range);
        setup.coordinator()
                .tell(new CoordinatorProtocol.SnapshotStored(
                        setup.generation(),
                        done.checkpointId,
                        new TaskSnapshot(setup.id(), ranges, done.chunks.bytes(), done.inFlightBytes)));
        readBack.onStored(done.checkpointId, ranges, done.entries, baseBytes + deltaBytes);
    }

    /** What was written is read. */
    void onReadBack() {
        readBack.onRead();
    }

    void onReadBackFailed(SnapshotReader.Failed failed) {
        readBack.onFailed(failed);
    }

    /** Of what is committed meanwhile, nothing is needed any more. */
    private List<SnapshotRange> earlier(Writing done) {
        List<SnapshotRange> earlier = List.of();
        for (Map.Entry<Long, SnapshotRange> stored : withItems.entrySet()) {
            if (done.beside.earlier.contains(stored.getKey())) {
                earlier = append(earlier, stored.getValue());
            }
        }
        return earlier;
    }

    /** Adds a range, joined with the last one where it follows on it. */
    private static List<SnapshotRange> append(List<SnapshotRange> ranges, SnapshotRange next) {
        List<SnapshotRange> all = new ArrayList<>(ranges);
        SnapshotRange last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last != null && last.persistenceId().equals(next.persistenceId()) && last.to() + 1 == next.from()) {
            all.set(all.size() - 1, new SnapshotRange(last.persistenceId(), last.from(), next.to()));
        } else {
            all.add(next);
        }
        return all;
    }

    void onTrim(long firstNeeded) {
        readBack.onTrim(firstNeeded);
        writer.tell(new SnapshotWriter.Trim(firstNeeded), ActorRef.noSender());
    }

    RuntimeException failed(SnapshotWriter.Failed failed) {
        return new OperatorFailure(
                setup.head().name(),
                "the journal did not take the snapshot of task " + setup.id() + ": "
                        + failed.cause().getMessage(),
                failed.cause());
    }
}
