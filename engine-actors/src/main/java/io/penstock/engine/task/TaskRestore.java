package io.penstock.engine.task;

import io.penstock.codec.CodecException;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.SnapshotRange;
import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.InFlightCodec;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.state.StateReader;
import io.penstock.engine.state.StateStore;
import io.penstock.engine.state.TaskHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a task needs of a checkpoint: its own snapshot, or, if the parallelism of its operator has changed, those of
 * all tasks, of which it keeps the key groups it owns. One persistence id is read at a time. Owned by its task.
 */
final class TaskRestore {
    private final TaskSetup setup;
    private final ActorContext<?> context;
    private final StateStore store;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final List<StateReader> readers = new ArrayList<>();
    private final List<Inline> inline = new ArrayList<>();

    /** Ranges of one persistence id, and what reads them. */
    private record Part(List<SnapshotRange> ranges, StateReader reader) {}

    /** What comes behind the ranges of a snapshot, and what reads it. */
    private record Inline(List<SnapshotChunk> chunks, StateReader reader) {}

    TaskRestore(TaskSetup setup, ActorContext<?> context, StateStore store) {
        this.setup = setup;
        this.context = context;
        this.store = store;
        for (TaskSnapshot snapshot : needed()) {
            StateReader reader = new StateReader(store);
            readers.add(reader);
            inline.add(new Inline(snapshot.inline(), reader));
            List<SnapshotRange> run = new ArrayList<>();
            for (SnapshotRange range : snapshot.ranges()) {
                if (!run.isEmpty() && !run.get(0).persistenceId().equals(range.persistenceId())) {
                    parts.add(new Part(List.copyOf(run), reader));
                    run.clear();
                }
                run.add(range);
            }
            if (!run.isEmpty()) {
                parts.add(new Part(List.copyOf(run), reader));
            }
        }
    }

    private List<TaskSnapshot> needed() {
        if (setup.restored().isEmpty() || !setup.sameParallelism()) {
            return setup.restored();
        }
        return List.of(setup.restored().get(setup.id().index()));
    }

    /** Begins with the first or next persistence id. True if all are read. */
    boolean proceed() {
        Part part = parts.poll();
        if (part == null) {
            readInline();
            store.markClean();
            return true;
        }
        Adapter.actorOf(
                context,
                SnapshotReader.props(
                        setup.checkpoints().journalPlugin(),
                        setup.checkpoints().snapshotPlugin(),
                        part.ranges(),
                        part.reader()::read,
                        Adapter.toClassic(context.getSelf())));
        return false;
    }

    private void readInline() {
        try {
            for (Inline last : inline) {
                last.chunks().forEach(chunk -> last.reader().read(chunk.bytes()));
            }
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    RuntimeException failed(Throwable cause) {
        return new OperatorFailure(
                setup.head().name(),
                "the snapshot of task " + setup.id() + " in checkpoint " + setup.lastCheckpoint()
                        + " cannot be restored: " + cause.getMessage(),
                cause);
    }

    /** The headers of the snapshots that were read, in the order of the tasks that wrote them. */
    List<TaskHeader> headers() {
        List<TaskHeader> headers = new ArrayList<>();
        for (StateReader reader : readers) {
            @Nullable TaskHeader header = reader.header();
            if (header != null) {
                headers.add(header);
            }
        }
        return headers;
    }

    /** What was kept beside keyed state, in the order of the tasks that wrote it. */
    List<List<StateReader.Item>> items() {
        return readers.stream().map(StateReader::items).toList();
    }

    /** What was on its way to the tasks that were read, as far as it is on its way to this one now. */
    List<Element> inFlight(InFlightCodec codec) {
        RestoredInFlight inFlight = new RestoredInFlight(setup, codec);
        try {
            for (StateReader reader : readers) {
                @Nullable TaskHeader header = reader.header();
                if (header != null) {
                    inFlight.add(header, reader.inFlight());
                }
            }
        } catch (CodecException e) {
            throw new OperatorFailure(
                    setup.head().name(),
                    "records on their way to operator '" + setup.head().name() + "' in checkpoint "
                            + setup.lastCheckpoint() + " cannot be read: " + e.getMessage(),
                    e);
        }
        return inFlight.elements();
    }

    /**
     * The watermark to go on from: the lowest of the tasks that were read. None where there are no keys: nothing such a task
     * keeps depends on it, and the records it gets may be those of another task then, so its channels say how far they are.
     */
    long watermark() {
        return Operators.keyCodec(setup.head()) == null ? Element.NO_WATERMARK : lowestWatermark();
    }

    /** True if all tasks that were read were at their end. */
    boolean isFinal() {
        return lowestWatermark() == Element.FINAL_WATERMARK;
    }

    private long lowestWatermark() {
        return headers().stream().mapToLong(TaskHeader::watermarkMillis).min().orElse(Element.NO_WATERMARK);
    }
}
