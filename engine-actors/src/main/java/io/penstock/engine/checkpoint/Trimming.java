package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells tasks which events of their snapshots nothing needs any more. Owned by the coordinator. */
final class Trimming {
    /** A trim is a journal entry for each task: with short intervals, not one for each checkpoint. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String jobName;
    /** What each task was told last. */
    private final Map<TaskId, Long> told = new HashMap<>();

    private long lastNanos;

    Trimming(String jobName) {
        this.jobName = jobName;
    }

    /** The tasks are others now. */
    void forget() {
        told.clear();
    }

    /** True if enough time has passed since the last time, or this set of tasks was told nothing yet. */
    boolean isDue(long nowNanos) {
        return told.isEmpty() || nowNanos - lastNanos >= PAUSE.toNanos();
    }

    /** Tells each task what is news to it: what neither a retained checkpoint nor a savepoint under way needs. */
    void tell(List<TaskEntry> tasks, List<CompletedCheckpoint> retained, SavepointRequests savepoints, long nowNanos) {
        lastNanos = nowNanos;
        Map<String, Long> needed = new HashMap<>();
        for (CompletedCheckpoint checkpoint : retained) {
            checkpoint.firstNeeded().forEach((id, first) -> needed.merge(id, first, Math::min));
        }
        savepoints.keep(needed);
        for (TaskEntry task : tasks) {
            Long first = needed.get(SnapshotWriter.persistenceId(jobName, task.id()));
            if (first != null && !first.equals(told.put(task.id(), first))) {
                task.ref().tell(new TaskProtocol.Trim(first));
            }
        }
    }
}
