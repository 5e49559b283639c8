package io.penstock.simulation;

import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.Permits;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.state.ChunkSurgery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bugs in the protocol of checkpoints and in what is kept of them. */
final class CheckpointBugs {
    private CheckpointBugs() {}

    /** The coordinator lets a sink commit as soon as that sink's own snapshot is stored. */
    static final class CommitBeforeCompletion extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.SnapshotStored stored
                    && stored.snapshot().task().operator().startsWith("out.")) {
                post.send(to, from, new TaskProtocol.Commit(Permits.of(stored.checkpointId())));
            }
            return message;
        }
    }

    /** The coordinator counts tasks as stored that are not yet: their snapshots of the checkpoint before are taken. */
    static final class CompletionBeforeAllStored extends PlantedBug {
        private final Map<TaskId, TaskSnapshot> last = new HashMap<>();
        private List<CoordinatorProtocol.TaskEntry> tasks = List.of();
        private long forged;

        @Override
        @Nullable
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.TasksRunning running) {
                tasks = running.tasks();
                last.clear();
                forged = 0;
            }
            if (!(message instanceof CoordinatorProtocol.SnapshotStored stored)
                    || stored.generation()
                            != generationOf(tasks, stored.snapshot().task())) {
                return message;
            }
            boolean first = last.size() == tasks.size() && stored.checkpointId() > forged;
            boolean late = stored.checkpointId() == forged;
            last.put(stored.snapshot().task(), stored.snapshot());
            if (first) {
                forged = stored.checkpointId();
                for (CoordinatorProtocol.TaskEntry task : tasks) {
                    TaskSnapshot before = last.get(task.id());
                    if (before != null && !task.id().equals(stored.snapshot().task())) {
                        post.send(from, to, new CoordinatorProtocol.SnapshotStored(task.generation(), forged, before));
                    }
                }
            }
            return late ? null : message;
        }
    }

    /** The coordinator confirms a commit that it has only asked for. */
    static final class ConfirmedBeforeCommitted extends PlantedBug {
        private List<CoordinatorProtocol.TaskEntry> tasks = List.of();

        @Override
        @Nullable
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.TasksRunning running) {
                tasks = running.tasks();
            }
            if (message instanceof TaskProtocol.Commit commit) {
                String task = to.task();
                int dash = task.lastIndexOf('-');
                TaskId id = new TaskId(task.substring(0, dash), Integer.parseInt(task.substring(dash + 1)));
                post.send(
                        to,
                        from,
                        new CoordinatorProtocol.Committed(
                                generationOf(tasks, id), id, commit.permit().checkpointId()));
                return null;
            }
            return message;
        }
    }

    private static long generationOf(List<CoordinatorProtocol.TaskEntry> tasks, TaskId id) {
        return tasks.stream()
                .filter(task -> task.id().equals(id))
                .mapToLong(CoordinatorProtocol.TaskEntry::generation)
                .findFirst()
                .orElse(0);
    }

    /** A message of a generation that is over counts as one of the current generation. */
    static final class StaleAccepted extends PlantedBug {
        @Override
        Object stale(Object message, long current) {
            if (message instanceof TaskProtocol.Deliver deliver) {
                Delivery old = deliver.delivery();
                return new TaskProtocol.Deliver(new Delivery(old.channel(), current, old.sequence(), old.element()));
            }
            if (message instanceof TaskProtocol.Credit credit) {
                return new TaskProtocol.Credit(credit.edge(), credit.channel(), current, credit.batches());
            }
            if (message instanceof CoordinatorProtocol.SnapshotStored stored) {
                return new CoordinatorProtocol.SnapshotStored(current, stored.checkpointId(), stored.snapshot());
            }
            if (message instanceof CoordinatorProtocol.Committed committed) {
                return new CoordinatorProtocol.Committed(current, committed.task(), committed.checkpointId());
            }
            if (message instanceof CoordinatorProtocol.Emptied emptied) {
                return new CoordinatorProtocol.Emptied(current, emptied.task());
            }
            return message instanceof CoordinatorProtocol.TaskEnded ended
                    ? new CoordinatorProtocol.TaskEnded(current, ended.task())
                    : message;
        }
    }

    /** Tasks delete one event more than no retained checkpoint needs. */
    static final class TrimmedTooFar extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof TaskProtocol.Trim trim) {
                return new TaskProtocol.Trim(trim.firstNeeded() + 1);
            }
            return message;
        }
    }

    /** Of the chunks that a completion carries of a task, only the last one is written. */
    static final class InlineDeltasLost extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (!(message instanceof CoordinatorProtocol.SnapshotStored stored)) {
                return message;
            }
            TaskSnapshot whole = stored.snapshot();
            int chunks = whole.inline().size();
            List<SnapshotChunk> last = whole.inline().subList(Math.max(0, chunks - 1), chunks);
            return new CoordinatorProtocol.SnapshotStored(
                    stored.generation(),
                    stored.checkpointId(),
                    new TaskSnapshot(whole.task(), whole.ranges(), last, whole.bytes(), whole.inFlightBytes()));
        }
    }

    /** A coordinator that is restored forgets ids that were taken for checkpoints that came to nothing. */
    static final class IdReused extends PlantedBug {
        @Override
        @Nullable
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            if (!(event instanceof CheckpointEvent.CheckpointStarted started)) {
                return event;
            }
            boolean completed = journal.events(persistenceId).stream()
                    .anyMatch(other -> other instanceof CheckpointEvent.CheckpointCompleted done
                            && done.checkpoint().id() == started.checkpointId());
            return completed ? event : null;
        }
    }

    /** The journal acknowledges events before they are safe, and the last of each id is gone when the process dies. */
    static final class AcknowledgedTooEarly extends PlantedBug {
        @Override
        void onDeath(JournalStorage journal) {
            journal.tearOff();
        }
    }

    /** The journal gives back what it has only half of: a torn entry at the end. */
    static final class TornEntryTrusted extends PlantedBug {
        @Override
        void onDeath(JournalStorage journal) {
            journal.tear();
        }
    }

    /** Cuts a part out of all snapshots as they are read. */
    abstract static class NotInSnapshot extends PlantedBug {
        private final Map<String, ChunkSurgery.Surgeon> surgeons = new HashMap<>();
        private final Supplier<ChunkSurgery.Surgeon> surgeon;

        NotInSnapshot(Supplier<ChunkSurgery.Surgeon> surgeon) {
            this.surgeon = surgeon;
        }

        @Override
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            if (event instanceof SnapshotChunk chunk) {
                return cut(chunk, surgeons.computeIfAbsent(persistenceId, id -> surgeon.get()));
            }
            return event instanceof CheckpointEvent.CheckpointCompleted completed
                    ? new CheckpointEvent.CheckpointCompleted(cut(completed.checkpoint()))
                    : event;
        }

        private CompletedCheckpoint cut(CompletedCheckpoint whole) {
            return new CompletedCheckpoint(
                    whole.id(),
                    whole.generation(),
                    whole.startedMillis(),
                    whole.completedMillis(),
                    whole.tasks().stream().map(this::cut).toList());
        }

        /** A chunk that is inline is a snapshot of its own, so it begins with a header. */
        private TaskSnapshot cut(TaskSnapshot whole) {
            List<SnapshotChunk> inline = whole.inline().stream()
                    .map(chunk -> cut(chunk, surgeon.get()))
                    .toList();
            return new TaskSnapshot(whole.task(), whole.ranges(), inline, whole.bytes(), whole.inFlightBytes());
        }

        private static SnapshotChunk cut(SnapshotChunk chunk, ChunkSurgery.Surgeon surgeon) {
            return new SnapshotChunk(chunk.checkpointId(), chunk.generation(), surgeon.cut(chunk.bytes()));
        }
    }

    /** Timers are not in the snapshot. */
    static final class TimersNotInSnapshot extends NotInSnapshot {
        TimersNotInSnapshot() {
            super(() -> ChunkSurgery.withoutStates(name -> name.contains("timers")));
        }
    }

    /** Watermarks are not in the snapshot. */
    static final class WatermarkNotInSnapshot extends NotInSnapshot {
        WatermarkNotInSnapshot() {
            super(ChunkSurgery::withoutWatermark);
        }
    }

    /** The panes of windows are not in the snapshot. */
    static final class PanesNotInSnapshot extends NotInSnapshot {
        PanesNotInSnapshot() {
            super(() -> ChunkSurgery.withoutStates(name -> name.contains("panes")));
        }
    }
}
