package io.penstock.engine.checkpoint;

import java.util.List;

/**
 * Where the snapshot of a task is.
 *
 * @param ranges what to read, oldest first: a base and the deltas behind it
 * @param bytes what this checkpoint added
 */
public record TaskSnapshot(TaskId task, List<SnapshotRange> ranges, long bytes) {
    public TaskSnapshot {
        ranges = List.copyOf(ranges);
    }
}
