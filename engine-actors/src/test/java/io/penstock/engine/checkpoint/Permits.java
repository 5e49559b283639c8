package io.penstock.engine.checkpoint;

import java.util.List;

/** Commit permits for tests of what needs one: of histories that hold the checkpoint. */
public final class Permits {
    private Permits() {}

    public static CommitPermit of(long checkpointId) {
        CompletedCheckpoint completed = new CompletedCheckpoint(checkpointId, 1, 0, 0, List.of());
        return CommitPermit.of(CheckpointHistory.empty()
                .with(new CheckpointEvent.CheckpointStarted(checkpointId), 1)
                .with(new CheckpointEvent.CheckpointCompleted(completed), 1));
    }
}
