package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.clock.Clock;
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
        Clock clock) {}
