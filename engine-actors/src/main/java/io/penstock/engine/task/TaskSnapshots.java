package io.penstock.engine.task;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotRange;
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
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Takes the snapshots of a task. At the barrier the state is frozen, which takes no time that depends on its size; then
 * slices of it are written between batches, while not more than a limit of chunks wait for the journal. A small snapshot is
 * no event of its own: the coordinator gets it inline, and writes it with the completion of the checkpoint; so do the deltas
 * behind it, until they are too much together. Owned by its task, which passes on the messages of the writer and {@link
 * Slice}.
 */
final class TaskSnapshots {
    private static final long SMALLEST_BASE = 64 * 1024;

    private final TaskSetup setup;
    private final ActorContext<TaskProtocol.Command> context;
    private final StateStore store;
    private final String persistenceId;
    private final ActorRef writer;
    private final ReadBack readBack;
    private List<SnapshotRange> ranges;
    /** What follows on the ranges and is in no event of its own. */
    private List<SnapshotChunk> inline;

    private long baseBytes;
    private long deltaBytes;
    private boolean needsBase;
    private int inFlight;
    private boolean sliceArmed;
    private @Nullable Writing writing;
    /** Given to the writer, not yet acknowledged; oldest first. */
    private final ArrayDeque<Storing> storing = new ArrayDeque<>();
    /** Where the items of checkpoints are that later snapshots may need: in events, or inline. */
    private final TreeMap<Long, SnapshotRange> withItems = new TreeMap<>();

    private final TreeMap<Long, SnapshotChunk> inlineItems = new TreeMap<>();

    /** Events of a checkpoint, and its snapshot unless they are only items that were inline before. */
    private record Storing(long checkpointId, @Nullable Writing snapshot) {}

    /** A snapshot under way. */
    private static final class Writing {
        final long checkpointId;
        final boolean base;
        /** Of all states when it began. */
        final long entries;

        final ChunkBuffer chunks;
        final Beside beside;
        final boolean hasItems;

        final long inFlightBytes;
        /** The first chunk, while it may be the only one and small. */
        byte @Nullable [] held;
        /** It has events of its own. */
        boolean hasEvents;

        Writing(long checkpointId, boolean base, long entries, ChunkBuffer chunks, Beside beside, long inFlightBytes) {
            this.checkpointId = checkpointId;
            this.base = base;
            this.entries = entries;
            this.chunks = chunks;
            this.beside = beside;
            this.hasItems = beside.items.hasNext();
            this.inFlightBytes = inFlightBytes;
        }
    }

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
        this.inline = same ? setup.restored().get(setup.id().index()).inline() : List.of();
        this.needsBase = !same;
        this.persistenceId = SnapshotWriter.persistenceId(setup.jobName(), setup.id());
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
        inlineItems.keySet().retainAll(beside.earlier);
        boolean base = needsBase || store.isStateless() || deltasAreTooMuch();
        ChunkBuffer chunks = new ChunkBuffer(setup.checkpoints().chunkBytes(), this::onChunk);
        writing = new Writing(checkpointId, base, store.size(), chunks, beside, onTheirWay.bytes());
        if (base) {
            needsBase = false;
            baseBytes = 0;
            deltaBytes = 0;
        }
        store.freeze(chunks, base, watermarkMillis, beside.extra, onTheirWay.blocks());
        slice();
    }

    /**
     * Deltas are written once, until a base costs less than what recovery reads of them. Where all of the task is inline they
     * are written again with each checkpoint, so a base comes as soon as it is the smaller one, or keeps all of it inline.
     */
    private boolean deltasAreTooMuch() {
        if (ranges.isEmpty() && !inline.isEmpty()) {
            long another = inline.get(inline.size() - 1).bytes().length;
            return deltaBytes > baseBytes
                    || bytes(inline) + another > setup.checkpoints().inlineBytes();
        }
        return deltaBytes > setup.checkpoints().baseAfterDeltaRatio() * Math.max(baseBytes, SMALLEST_BASE);
    }

    private Writing writing() {
        Writing current = writing;
        if (current == null) {
            throw new IllegalStateException("task " + setup.id() + " writes no snapshot");
        }
        return current;
    }

    private void onChunk(byte[] chunk) {
        Writing current = writing();
        if (!current.hasEvents && current.held == null) {
            current.held = chunk;
        } else {
            writeHeld(current);
            write(current.checkpointId, chunk);
        }
    }

    /** There is too much of it: what could have been inline is written, and what is inline and comes before it first. */
    private void writeHeld(Writing current) {
        if (current.hasEvents) {
            return;
        }
        current.hasEvents = true;
        if (current.base) {
            inlineItems.forEach((id, chunk) -> {
                write(id, chunk.bytes());
                finish(new Storing(id, null));
            });
            inlineItems.clear();
        } else {
            inline.forEach(chunk -> write(current.checkpointId, chunk.bytes()));
        }
        inline = List.of();
        byte[] first = current.held;
        if (first != null) {
            current.held = null;
            write(current.checkpointId, first);
        }
    }

    private void write(long checkpointId, byte[] chunk) {
        inFlight++;
        writer.tell(new SnapshotWriter.Write(checkpointId, chunk), ActorRef.noSender());
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
        byte[] only = done.held;
        if (only != null && storing.isEmpty()) {
            SnapshotChunk own = new SnapshotChunk(done.checkpointId, setup.generation(), only);
            List<SnapshotChunk> chunks = new ArrayList<>(done.base ? inlineItems.values() : inline);
            chunks.add(own);
            if (bytes(chunks) <= setup.checkpoints().inlineBytes()) {
                if (done.hasItems) {
                    inlineItems.put(done.checkpointId, own);
                }
                ranges = done.base ? earlier(done) : ranges;
                inline = chunks;
                stored(done);
                return;
            }
        }
        writeHeld(done);
        finish(new Storing(done.checkpointId, done));
    }

    private void finish(Storing next) {
        storing.add(next);
        writer.tell(new SnapshotWriter.Finish(next.checkpointId), ActorRef.noSender());
    }

    private static long bytes(List<SnapshotChunk> chunks) {
        return chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum();
    }

    void onAcknowledged() {
        inFlight--;
        slice();
    }

    void onStored(SnapshotWriter.Stored acknowledged) {
        Storing done = storing.remove();
        if (done.checkpointId != acknowledged.checkpointId()) {
            throw new IllegalStateException("the journal acknowledged checkpoint " + acknowledged.checkpointId()
                    + ", expected " + done.checkpointId);
        }
        SnapshotRange range = new SnapshotRange(persistenceId, acknowledged.from(), acknowledged.to());
        withItems.put(done.checkpointId, range);
        Writing snapshot = done.snapshot;
        if (snapshot != null) {
            ranges = append(snapshot.base ? earlier(snapshot) : ranges, range);
            stored(snapshot);
        }
    }

    private void stored(Writing done) {
        TaskSnapshot snapshot = new TaskSnapshot(setup.id(), ranges, inline, done.chunks.bytes(), done.inFlightBytes);
        setup.coordinator()
                .tell(new CoordinatorProtocol.SnapshotStored(setup.generation(), done.checkpointId, snapshot));
        readBack.onStored(done.checkpointId, snapshot, done.entries, baseBytes + deltaBytes);
    }

    /** What was written is read. */
    void onReadBack() {
        readBack.onRead();
    }

    void onReadBackFailed(Throwable cause) {
        readBack.onFailed(cause);
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
        if (firstNeeded != TaskProtocol.Trim.NONE_NEEDED) {
            writer.tell(new SnapshotWriter.Trim(firstNeeded), ActorRef.noSender());
        } else if (writing == null && storing.isEmpty()) {
            writer.tell(new SnapshotWriter.Trim(firstUsed()), ActorRef.noSender());
        }
    }

    /** The first event of its own that the next snapshot may stand on: also one of a checkpoint that came to nothing. */
    private long firstUsed() {
        return Stream.concat(ranges.stream(), withItems.values().stream())
                .filter(range -> range.persistenceId().equals(persistenceId))
                .mapToLong(SnapshotRange::from)
                .min()
                .orElse(TaskProtocol.Trim.NONE_NEEDED);
    }

    RuntimeException failed(SnapshotWriter.Failed failed) {
        return new OperatorFailure(
                setup.head().name(),
                "the journal did not take the snapshot of task " + setup.id() + ": "
                        + failed.cause().getMessage(),
                failed.cause());
    }
}
