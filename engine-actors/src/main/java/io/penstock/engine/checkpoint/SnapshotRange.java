package io.penstock.engine.checkpoint;

/**
 * Entries in the journal that belong to a snapshot: of one persistence id, from one sequence number to another, both
 * inclusive.
 */
public record SnapshotRange(String persistenceId, long from, long to) {
    public SnapshotRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("not a range of sequence numbers: " + from + " to " + to);
        }
    }
}
