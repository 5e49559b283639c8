package io.penstock.api;

import io.penstock.graph.JobGraph;
import java.util.concurrent.CompletionStage;

/** A job that was given to {@code Penstock.run}. Thread-safe. */
public interface JobHandle {
    String name();

    /** The graph that is run, with the names and the parallelism that were derived. */
    JobGraph graph();

    /** How the job stands now. Cheap: reads what the tasks have published, asks no actor. */
    JobStatus status();

    /** Completes with the end of the job. Never fails: a job that cannot go on ends as {@link JobEnd.Suspended}. */
    CompletionStage<JobEnd> end();

    /**
     * Stops the job: sources stop reading, a last checkpoint is taken and committed, then the tasks stop. Run again with
     * the same journal, the job goes on from there. Completes as {@link #end} does.
     */
    CompletionStage<JobEnd> stop();
}
