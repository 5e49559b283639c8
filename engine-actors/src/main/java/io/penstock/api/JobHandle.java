package io.penstock.api;

import io.penstock.graph.JobGraph;
import java.nio.file.Path;
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

    /**
     * Ends the job as if its input were at its end here: sources stop reading, all windows and timers of event time fire, a
     * last checkpoint is taken and committed. Completes as {@link #end} does, with {@link JobEnd.Finished}: the job does not
     * go on afterwards. If it fails on the way, or takes longer than {@code penstock.job.drain-timeout}, it ends as {@link
     * JobEnd.Stopped} and goes on from its last checkpoint when run again. A job that does not run yet is stopped.
     */
    CompletionStage<JobEnd> drain();

    /**
     * Takes a savepoint while the job goes on: a checkpoint, once it is committed, copied into a folder that can be moved
     * and started from. Fails with a message that says why, and leaves nothing behind then. Looks on the caller's thread
     * whether the folder is there. A job with a source that cannot be rewound has savepoints of a stop only.
     *
     * @param folder where to; nothing may be there yet
     */
    CompletionStage<Savepoint> savepoint(Path folder);

    /**
     * As {@link #stop}, and copies the last checkpoint into a folder before the end is told. Where a source cannot be
     * rewound, all that it gave is processed before. If the folder is there, or the
     * job cannot have a savepoint, it runs on; if the savepoint cannot be written then, the job is stopped all the same, and
     * goes on from its journal when run again. Looks on the caller's thread whether the folder is there.
     *
     * @param folder where to; nothing may be there yet
     */
    CompletionStage<Savepoint> stopWithSavepoint(Path folder);
}
