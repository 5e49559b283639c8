package io.penstock.engine.checkpoint;

import java.util.List;

/**
 * Where the snapshot of a task is.
 *
 * @param ranges what to read, oldest first: a base and the deltas behind it
 * @param inline what to read behind that: chunks that are so small that they are carried along instead of written as events
 *     of their own
 * @param bytes what this checkpoint added
 * @param inFlightBytes the part of it that is records on their way to the task
 */
public record TaskSnapshot(
        TaskId task, List<SnapshotRange> ranges, List<SnapshotChunk> inline, long bytes, long inFlightBytes) {
    /** A snapshot that is all in events of its own, without records on their way. */
    public TaskSnapshot(TaskId task, List<SnapshotRange> ranges, long bytes) {
        this(task, ranges, List.of(), bytes, 0);
    }

    public TaskSnapshot {
        ranges = List.copyOf(ranges);
        inline = List.copyOf(inline);
    }
}
