package io.penstock.engine.checkpoint;

/**
 * The proof that a checkpoint is complete and durable: without one, no sink can commit. Only the coordinator makes
 * them, from what its journal has acknowledged.
 */
public final class CommitPermit {
    private final long checkpointId;

    private CommitPermit(long checkpointId) {
        this.checkpointId = checkpointId;
    }

    /** For a checkpoint that is in the history, which holds durable ones only. */
    static CommitPermit of(CheckpointHistory history) {
        return new CommitPermit(history.last()
                .map(CompletedCheckpoint::id)
                .orElseThrow(() -> new IllegalStateException("no checkpoint is complete: nothing may be committed")));
    }

    /** Everything prepared up to this checkpoint may be committed. */
    public long checkpointId() {
        return checkpointId;
    }

    @Override
    public String toString() {
        return "CommitPermit[" + checkpointId + "]";
    }
}
