package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is durable about a job: the state that the coordinator's events add up to. Immutable.
 *
 * @param jobId empty before the job was created
 * @param generation the last attempt, 0 before the first one
 * @param lastStarted the last checkpoint id that was taken
 * @param retained completed checkpoints that are kept, oldest first
 * @param confirmed the last checkpoint whose commit every sink has confirmed
 * @param status how the job stands
 */
public record CheckpointHistory(
        String jobId,
        long generation,
        Optional<GraphRecord> graph,
        long lastStarted,
        List<CompletedCheckpoint> retained,
        long confirmed,
        Status status)
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
        return new CheckpointHistory("", 0, Optional.empty(), 0, List.of(), 0, Status.NEW);
    }

    /** The checkpoint to restore from. */
    public Optional<CompletedCheckpoint> last() {
        return retained.isEmpty() ? Optional.empty() : Optional.of(retained.get(retained.size() - 1));
    }

    /**
     * The history with one more event.
     *
     * @param keep how many completed checkpoints are kept
     */
    CheckpointHistory with(CheckpointEvent event, int keep) {
        if (event instanceof CheckpointEvent.JobCreated created) {
            return new CheckpointHistory(created.jobId(), generation, graph, lastStarted, retained, confirmed, status);
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
                    Status.RUNNING);
        }
        if (event instanceof CheckpointEvent.CheckpointStarted started) {
            require(
                    started.checkpointId() > lastStarted,
                    "checkpoint " + started.checkpointId() + " after " + lastStarted);
            return new CheckpointHistory(jobId, generation, graph, started.checkpointId(), retained, confirmed, status);
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
                    status);
        }
        if (event instanceof CheckpointEvent.CheckpointAborted) {
            return this;
        }
        return new CheckpointHistory(jobId, generation, graph, lastStarted, retained, confirmed, statusAfter(event));
    }

    private CheckpointHistory complete(CompletedCheckpoint checkpoint, int keep) {
        long last = last().map(CompletedCheckpoint::id).orElse(0L);
        require(
                checkpoint.id() > last && checkpoint.id() <= lastStarted,
                "completed checkpoint " + checkpoint.id() + " after " + last + ", started " + lastStarted);
        List<CompletedCheckpoint> next = new ArrayList<>(retained);
        next.add(checkpoint);
        while (next.size() > keep) {
            next.remove(0);
        }
        return new CheckpointHistory(jobId, generation, graph, lastStarted, next, confirmed, status);
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
