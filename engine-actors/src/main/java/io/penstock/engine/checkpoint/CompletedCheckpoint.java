package io.penstock.engine.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A whole consistent cut that is durable. */
public record CompletedCheckpoint(
        long id, long generation, long startedMillis, long completedMillis, List<TaskSnapshot> tasks) {
    public CompletedCheckpoint {
        tasks = List.copyOf(tasks);
    }

    public long bytes() {
        return tasks.stream().mapToLong(TaskSnapshot::bytes).sum();
    }

    /** What of it is records on their way: more than nothing if the checkpoint was unaligned. */
    public long inFlightBytes() {
        return tasks.stream().mapToLong(TaskSnapshot::inFlightBytes).sum();
    }

    /** The operators to which records are on their way. */
    public Set<String> operatorsWithInFlight() {
        Set<String> operators = new TreeSet<>();
        for (TaskSnapshot task : tasks) {
            if (task.inFlightBytes() > 0) {
                operators.add(task.task().operator());
            }
        }
        return operators;
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
