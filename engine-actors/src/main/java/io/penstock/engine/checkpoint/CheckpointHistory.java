package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is durable about a job: the state that the coordinator's events add up to. Immutable.
 *
 * @param jobId empty before the job was created
 * @param generation the last attempt, 0 before the first one
 * @param lastStarted the last checkpoint id that was taken
 * @param retained completed checkpoints that are kept, oldest first
 * @param confirmed the last checkpoint whose commit every sink has confirmed
 * @param status how the job stands
 * @param origin the savepoint it was last started from
 */
public record CheckpointHistory(
        String jobId,
        long generation,
        Optional<GraphRecord> graph,
        long lastStarted,
        List<CompletedCheckpoint> retained,
        long confirmed,
        Status status,
        Optional<SavepointOrigin> origin)
        implements JournalEntry {
    public CheckpointHistory {
        retained = List.copyOf(retained);
    }

    /** How a job stands, as far as its journal says. */
    public enum Status {
        /** Never run. */
        NEW,
        /** Running, or its process died. */
        RUNNING,
        STOPPED,
        SUSPENDED,
        FINISHED
    }

    public static CheckpointHistory empty() {
        return new CheckpointHistory("", 0, Optional.empty(), 0, List.of(), 0, Status.NEW, Optional.empty());
    }

    /** The checkpoint to restore from. */
    public Optional<CompletedCheckpoint> last() {
        return retained.isEmpty() ? Optional.empty() : Optional.of(retained.get(retained.size() - 1));
    }

    /** The id of the checkpoint to restore from, 0 = none. */
    long lastCompleted() {
        return last().map(CompletedCheckpoint::id).orElse(0L);
    }

    /**
     * The history with one more event.
     *
     * @param keep how many completed checkpoints are kept
     */
    CheckpointHistory with(CheckpointEvent event, int keep) {
        if (event instanceof CheckpointEvent.JobCreated created) {
            return new CheckpointHistory(
                    created.jobId(), generation, graph, lastStarted, retained, confirmed, status, origin);
        }
        if (event instanceof CheckpointEvent.GenerationStarted started) {
            require(started.generation() > generation, "generation " + started.generation() + " after " + generation);
            return new CheckpointHistory(
                    jobId,
                    started.generation(),
                    Optional.of(started.graph()),
                    lastStarted,
                    retained,
                    confirmed,
                    Status.RUNNING,
                    origin);
        }
        if (event instanceof CheckpointEvent.CheckpointStarted started) {
            require(
                    started.checkpointId() > lastStarted,
                    "checkpoint " + started.checkpointId() + " after " + lastStarted);
            return new CheckpointHistory(
                    jobId, generation, graph, started.checkpointId(), retained, confirmed, status, origin);
        }
        if (event instanceof CheckpointEvent.CheckpointCompleted completed) {
            return complete(completed.checkpoint(), keep);
        }
        if (event instanceof CheckpointEvent.CommitConfirmed commit) {
            return new CheckpointHistory(
                    jobId,
                    generation,
                    graph,
                    lastStarted,
                    retained,
                    Math.max(confirmed, commit.checkpointId()),
                    status,
                    origin);
        }
        if (event instanceof CheckpointEvent.CheckpointAborted) {
            return this;
        }
        if (event instanceof CheckpointEvent.SavepointAdopted adopted) {
            return adopt(adopted);
        }
        return new CheckpointHistory(
                jobId, generation, graph, lastStarted, retained, confirmed, statusAfter(event), origin);
    }

    private CheckpointHistory complete(CompletedCheckpoint checkpoint, int keep) {
        long last = lastCompleted();
        require(
                checkpoint.id() > last && checkpoint.id() <= lastStarted,
                "completed checkpoint " + checkpoint.id() + " after " + last + ", started " + lastStarted);
        List<CompletedCheckpoint> next = new ArrayList<>(retained);
        next.add(checkpoint);
        while (next.size() > keep) {
            next.remove(0);
        }
        return new CheckpointHistory(jobId, generation, graph, lastStarted, next, confirmed, status, origin);
    }

    /** What was retained before is of a later state than what is adopted: it is let go. All of it is committed. */
    private CheckpointHistory adopt(CheckpointEvent.SavepointAdopted adopted) {
        CompletedCheckpoint checkpoint = adopted.checkpoint();
        require(
                checkpoint.id() > lastStarted && checkpoint.generation() > generation,
                "adopted checkpoint " + checkpoint.id() + " of generation " + checkpoint.generation() + " after "
                        + lastStarted + " of generation " + generation);
        return new CheckpointHistory(
                jobId,
                checkpoint.generation(),
                Optional.of(adopted.graph()),
                checkpoint.id(),
                List.of(checkpoint),
                checkpoint.id(),
                Status.RUNNING,
                Optional.of(adopted.origin()));
    }

    /** Why a job with this graph cannot go on from here; empty if it can, giving up the state of {@code mayDrop}. */
    List<String> refusals(GraphRecord next, Set<String> mayDrop) {
        if (graph.isEmpty() || last().isEmpty()) {
            return List.of();
        }
        List<String> refusals = new ArrayList<>(graph.get().refusals(next, mayDrop));
        boolean uncommitted = !isCommitted();
        for (GraphRecord.OperatorRecord gone : graph.get().dropped(next)) {
            if (uncommitted && gone.kind().equals("sink") && mayDrop.contains(gone.name())) {
                refusals.add("sink '" + gone.name() + "' is to be dropped, but is not known to have committed what it"
                        + " prepared for the last checkpoint: run the former job once more and stop it, which commits");
            }
        }
        return refusals;
    }

    /**
     * True if every sink has confirmed the commit of the checkpoint to restore; also if that came with a savepoint, since
     * its output was committed when that was taken.
     */
    boolean isCommitted() {
        return last().filter(last -> last.id() <= confirmed).isPresent();
    }

    /** True if the checkpoint to restore came with a savepoint that was taken in another journal. */
    boolean isForeign() {
        return origin.filter(from ->
                        from.adoptedAs() == lastCompleted() && !from.jobId().equals(jobId))
                .isPresent();
    }

    private static Status statusAfter(CheckpointEvent event) {
        if (event instanceof CheckpointEvent.JobStopped) {
            return Status.STOPPED;
        }
        return event instanceof CheckpointEvent.JobSuspended ? Status.SUSPENDED : Status.FINISHED;
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalStateException("the history of checkpoints must only grow, but the journal has " + found);
        }
    }
}
