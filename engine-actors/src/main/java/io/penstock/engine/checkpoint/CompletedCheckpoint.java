package io.penstock.engine.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole consistent cut that is durable. */
public record CompletedCheckpoint(
        long id, long generation, long startedMillis, long completedMillis, List<TaskSnapshot> tasks) {
    public CompletedCheckpoint {
        tasks = List.copyOf(tasks);
    }

    public long bytes() {
        return tasks.stream().mapToLong(TaskSnapshot::bytes).sum();
    }

    /** The snapshots of all tasks of an operator, by index. */
    public List<TaskSnapshot> of(String operator) {
        return tasks.stream()
                .filter(snapshot -> snapshot.task().operator().equals(operator))
                .sorted((a, b) -> a.task().compareTo(b.task()))
                .toList();
    }

    /** For each persistence id, the first sequence number this checkpoint needs. */
    Map<String, Long> firstNeeded() {
        Map<String, Long> first = new TreeMap<>();
        for (TaskSnapshot task : tasks) {
            for (SnapshotRange range : task.ranges()) {
                first.merge(range.persistenceId(), range.from(), Math::min);
            }
        }
        return first;
    }
}
