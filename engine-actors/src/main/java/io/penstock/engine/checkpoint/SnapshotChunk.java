package io.penstock.engine.checkpoint;

/**
 * A part of the snapshot of a task: an event of its {@link SnapshotWriter}, or inline in a {@link TaskSnapshot}.
 *
 * @param bytes whole entries as {@code ChunkBuffer} writes them; not to be changed
 */
public record SnapshotChunk(long checkpointId, long generation, byte[] bytes) implements JournalEntry {
    @Override
    public String toString() {
        return "SnapshotChunk[checkpointId=" + checkpointId + ", generation=" + generation + ", " + bytes.length
                + " bytes]";
    }
}
