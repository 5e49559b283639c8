package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    private void tell(TaskEntry task, long first) {
        Long before = told.put(task.id(), first);
        // That none is needed is said each time: a task may have been in the middle of a snapshot, and pass over it.
        if (first == TaskProtocol.Trim.NONE_NEEDED || before == null || before != first) {
            task.ref().tell(new TaskProtocol.Trim(first));
        }
    }

    /** Tells each task what is news to it: what neither a retained checkpoint nor a savepoint under way needs. */
    void tell(List<TaskEntry> tasks, List<CompletedCheckpoint> retained, SavepointRequests savepoints, long nowNanos) {
        lastNanos = nowNanos;
        Map<String, Long> needed = new HashMap<>();
        for (CompletedCheckpoint checkpoint : retained) {
            checkpoint.firstNeeded().forEach((id, first) -> needed.merge(id, first, Math::min));
        }
        savepoints.keep(needed);
        Set<TaskId> known = retained.stream()
                .flatMap(checkpoint -> checkpoint.tasks().stream())
                .map(TaskSnapshot::task)
                .collect(Collectors.toSet());
        for (TaskEntry task : tasks) {
            if (known.contains(task.id())) {
                tell(
                        task,
                        needed.getOrDefault(
                                SnapshotWriter.persistenceId(jobName, task.id()), TaskProtocol.Trim.NONE_NEEDED));
            }
        }
    }
}
