package io.penstock.api;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A checkpoint that a user asked for, in a folder of its own that can be moved and copied. Its output is committed.
 *
 * @param folder where it is
 * @param id differs between any two savepoints
 * @param jobName the job it was taken of
 * @param checkpointId the checkpoint it is a copy of
 * @param takenAt when that checkpoint was complete
 * @param bytes what the snapshots in it take
 * @param last true if it is the last checkpoint of a job that was stopped: then the job has shown nothing after it
 */
public record Savepoint(
        Path folder, String id, String jobName, long checkpointId, Instant takenAt, long bytes, boolean last) {}
