package io.penstock.engine.job;

import io.penstock.api.RunOptions;
import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.savepoint.SavepointSettings;
import io.penstock.engine.task.TaskSettings;
import io.penstock.graph.JobGraph;
import java.time.Duration;

/**
 * What a job is run with.
 *
 * @param fuse whether one-to-one steps without state share the actor of what stands before them
 * @param restarts of the whole job
 * @param subtreeRestarts of parts of it; one more within the window is a restart of the job
 * @param stopTimeout how long a stop waits for its last checkpoint
 * @param drainTimeout how long a drain may take until all has ended
 * @param redAfter how old the last checkpoint may become before the status of the job is red
 * @param savepoints how savepoints are taken
 * @param options how the job begins
 */
public record JobSetup(
        JobGraph graph,
        int keyGroups,
        boolean fuse,
        TaskSettings tasks,
        CheckpointSettings checkpoints,
        RestartSettings restarts,
        RestartSettings subtreeRestarts,
        Duration stopTimeout,
        Duration drainTimeout,
        Duration redAfter,
        SavepointSettings savepoints,
        RunOptions options,
        Clock clock) {
    /** The same with other options. */
    public JobSetup with(RunOptions others) {
        return new JobSetup(
                graph,
                keyGroups,
                fuse,
                tasks,
                checkpoints,
                restarts,
                subtreeRestarts,
                stopTimeout,
                drainTimeout,
                redAfter,
                savepoints,
                others,
                clock);
    }
}
