package io.penstock.node.view;

import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;

/** Follows a job from now to its end, and shows it to somebody. */
public interface JobWatcher {
    /** Blocks until the job has ended and gives its end. */
    JobEnd watch(JobHandle job) throws InterruptedException;

    /** Shows a line for the user while a job is watched. Called by any thread; the latest line may replace others. */
    void say(String line);

    /** Leaves the terminal as it was found, right before the process is killed. Called by any thread. */
    void restore();
}
