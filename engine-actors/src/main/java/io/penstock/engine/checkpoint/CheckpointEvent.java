package io.penstock.engine.checkpoint;

/** What happened to a job: the events of its {@link CheckpointCoordinator}, which are the history of its checkpoints. */
public sealed interface CheckpointEvent extends JournalEntry {
    /** The job was run for the first time with this journal. */
    record JobCreated(String jobId) implements CheckpointEvent {}

    /**
     * The job begins, or is put back, to what a savepoint holds; its snapshots are in the journal.
     *
     * @param checkpoint under an id that was not used before
     * @param graph that wrote it
     */
    record SavepointAdopted(SavepointOrigin origin, CompletedCheckpoint checkpoint, GraphRecord graph)
            implements CheckpointEvent {}

    /** An attempt began. */
    record GenerationStarted(long generation, GraphRecord graph) implements CheckpointEvent {}

    /** A checkpoint id was taken, for one that begins now or later in this generation; it is never used again. */
    record CheckpointStarted(long checkpointId) implements CheckpointEvent {}

    /** Every task's snapshot is durable. The point of no return: what sinks prepared for it will be committed. */
    record CheckpointCompleted(CompletedCheckpoint checkpoint) implements CheckpointEvent {}

    record CheckpointAborted(long checkpointId, AbortReason reason, String detail) implements CheckpointEvent {}

    /** Every sink has committed what it prepared up to this checkpoint. */
    record CommitConfirmed(long checkpointId) implements CheckpointEvent {}

    /** Stopped on request behind this checkpoint. */
    record JobStopped(long checkpointId) implements CheckpointEvent {}

    /** Failed more often than allowed. */
    record JobSuspended(String operator, String cause) implements CheckpointEvent {}

    /** All input is processed and committed. */
    record JobFinished(long checkpointId) implements CheckpointEvent {}

    /** Why a checkpoint came to nothing. */
    enum AbortReason {
        /** Took longer than the timeout. */
        EXPIRED,
        /** A task could not take its snapshot. */
        DECLINED,
        /** Tasks that belonged to it ended. */
        GENERATION_ENDED
    }
}
