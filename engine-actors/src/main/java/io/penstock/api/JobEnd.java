package io.penstock.api;

import java.util.Optional;

/** How a job ended. */
public sealed interface JobEnd {
    /** All sources ended and everything is committed. */
    record Finished(long lastCheckpoint) implements JobEnd {}

    /** Stopped on request; goes on from the checkpoint when run again. */
    record Stopped(long lastCheckpoint) implements JobEnd {}

    /**
     * Failed more often than the restart limit allows, or cannot be started. The last completed checkpoint is kept: run
     * again, the job goes on from there.
     *
     * @param operator the operator that failed last, if it was one
     * @param cause one line that says what happened, where (source position included where known), and what to do
     * @param failure the exception behind it
     */
    record Suspended(Optional<String> operator, String cause, Throwable failure) implements JobEnd {}
}
