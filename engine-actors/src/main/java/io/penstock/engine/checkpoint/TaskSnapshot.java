package io.penstock.engine.checkpoint;

import java.util.List;

/**
 * Where the snapshot of a task is.
 *
 * @param ranges what to read, oldest first: a base and the deltas behind it
 * @param bytes what this checkpoint added
 * @param inFlightBytes the part of it that is records on their way to the task
 */
public record TaskSnapshot(TaskId task, List<SnapshotRange> ranges, long bytes, long inFlightBytes) {
    /** A snapshot without records on their way. */
    public TaskSnapshot(TaskId task, List<SnapshotRange> ranges, long bytes) {
        this(task, ranges, bytes, 0);
    }

    public TaskSnapshot {
        ranges = List.copyOf(ranges);
    }
}
