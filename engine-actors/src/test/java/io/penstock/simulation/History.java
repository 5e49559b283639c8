package io.penstock.simulation;

import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for the history of a job's checkpoints, looked at with each event that reaches the journal: ids and
 * generations only grow, also over crashes; what is confirmed is visible; nothing follows the end of a job.
 */
final class History {
    private final Consumer<String> violations;
    private final Target target;
    /** By checkpoint, the transactions that its snapshots name. */
    private final Map<Long, Set<String>> named = new HashMap<>();

    private final TreeMap<Long, CompletedCheckpoint> completed = new TreeMap<>();
    private long lastStarted;
    private long generation;
    private boolean finished;

    History(Consumer<String> violations, Target target) {
        this.violations = violations;
        this.target = target;
    }

    /** What a process finds that goes on from a checkpoint. */
    void goOnFrom(CompletedCheckpoint checkpoint) {
        completed.put(checkpoint.id(), checkpoint);
        lastStarted = checkpoint.id();
        generation = checkpoint.generation();
    }

    /** What a process knows that starts from a savepoint: nothing, but that ids have been used. */
    void startBehind(long usedId, long usedGeneration) {
        lastStarted = usedId;
        generation = usedGeneration;
    }

    long generation() {
        return generation;
    }

    /** What a completed checkpoint names as prepared. */
    void names(long checkpointId, Set<String> transactions) {
        named.put(checkpointId, transactions);
    }

    /** An event of the coordinator is in the journal. Gives the checkpoint if it completes one. */
    @Nullable
    CompletedCheckpoint stored(CheckpointEvent event) {
        if (finished) {
            violations.accept("the journal has " + event + " behind the end of the job");
        }
        if (event instanceof CheckpointEvent.GenerationStarted started) {
            if (started.generation() <= generation) {
                violations.accept("generation " + started.generation() + " starts after " + generation);
            }
            generation = started.generation();
            target.generation(generation);
        } else if (event instanceof CheckpointEvent.CheckpointStarted started) {
            if (started.checkpointId() <= lastStarted) {
                violations.accept("checkpoint id " + started.checkpointId() + " is used again after " + lastStarted);
            }
            lastStarted = started.checkpointId();
        } else if (event instanceof CheckpointEvent.CheckpointCompleted done) {
            return completed(done.checkpoint());
        } else if (event instanceof CheckpointEvent.CommitConfirmed confirmed) {
            confirmed(confirmed.checkpointId());
        } else if (event instanceof CheckpointEvent.SavepointAdopted adopted) {
            adopted(adopted.checkpoint());
        } else if (event instanceof CheckpointEvent.JobFinished) {
            finished = true;
        }
        return null;
    }

    /** Ids of a start from a savepoint are greater than all that the savepoint's job had used, which is known here too. */
    private void adopted(CompletedCheckpoint checkpoint) {
        if (checkpoint.id() <= lastStarted || checkpoint.generation() <= generation) {
            violations.accept("the savepoint is adopted as checkpoint " + checkpoint.id() + " of generation "
                    + checkpoint.generation() + " after " + lastStarted + " of generation " + generation);
        }
        lastStarted = checkpoint.id();
        generation = checkpoint.generation();
        completed.put(checkpoint.id(), checkpoint);
        target.completed(checkpoint.id());
        target.generation(generation);
    }

    private CompletedCheckpoint completed(CompletedCheckpoint checkpoint) {
        long last = completed.isEmpty() ? 0 : completed.lastKey();
        if (checkpoint.id() <= last || checkpoint.id() > lastStarted) {
            violations.accept(
                    "checkpoint " + checkpoint.id() + " completes after " + last + ", started " + lastStarted);
        }
        if (checkpoint.generation() != generation) {
            violations.accept("checkpoint " + checkpoint.id() + " of generation " + checkpoint.generation()
                    + " completes in generation " + generation);
        }
        completed.put(checkpoint.id(), checkpoint);
        target.completed(checkpoint.id());
        return checkpoint;
    }

    private void confirmed(long checkpointId) {
        if (!completed.containsKey(checkpointId)) {
            violations.accept("the commit of checkpoint " + checkpointId + " is confirmed, which never completed");
        }
        for (String name : target.missing(named.getOrDefault(checkpointId, Set.of()))) {
            violations.accept(
                    "the commit of checkpoint " + checkpointId + " is confirmed, but " + name + " is not visible");
        }
    }
}
