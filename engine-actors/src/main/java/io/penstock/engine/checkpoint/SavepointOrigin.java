package io.penstock.engine.checkpoint;

/**
 * Where a job was started from.
 *
 * @param savepoint id of the savepoint
 * @param jobId the job it was taken of
 * @param checkpointId the checkpoint it is a copy of
 * @param adoptedAs the id that checkpoint has in this journal
 */
public record SavepointOrigin(String savepoint, String jobId, long checkpointId, long adoptedAs) {}
