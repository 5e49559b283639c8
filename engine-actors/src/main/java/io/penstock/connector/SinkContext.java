package io.penstock.connector;

/**
 * What a writer or committer is told when it is opened.
 *
 * @param jobName the job
 * @param jobId differs between two jobs of the same name in different journals; letters, digits and hyphens
 * @param sinkName the name of the sink operator
 * @param lane which of the ordered write paths of the sink this is: 0 to lanes - 1
 * @param lanes how many there are
 * @param generation attempt number; what a lower one left is stale, and it must lose every conflict
 * @param restoredCheckpoint what this attempt begins with, or 0: nothing of an epoch behind it was ever to be committed, so
 *     a target that has one belongs to another process
 * @param environment time, chance, and where it counts
 */
public record SinkContext(
        String jobName,
        String jobId,
        String sinkName,
        int lane,
        int lanes,
        long generation,
        long restoredCheckpoint,
        Environment environment) {
    /** In {@link Environment#standalone}. */
    public SinkContext(
            String jobName,
            String jobId,
            String sinkName,
            int lane,
            int lanes,
            long generation,
            long restoredCheckpoint) {
        this(jobName, jobId, sinkName, lane, lanes, generation, restoredCheckpoint, Environment.standalone());
    }
}
