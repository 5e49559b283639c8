package io.penstock.engine.task;

import java.time.Duration;

/**
 * Limits of tasks.
 *
 * @param batchSize records in a batch, at most
 * @param credit batches that may be under way on a channel
 * @param retainedBytes what a task keeps of what it has sent, for receivers that are restarted; 0 = nothing
 * @param retainedBytesOfJob what all tasks of a job may keep so together
 * @param journaledBytes what a task may have sent on journaled edges without the journal having acknowledged it
 * @param flushPatience how often a flush may step back behind deliveries that are queued already
 * @param fetchBatches batches a source reads ahead
 * @param openSplits splits a task reads in turn where splits have an end
 * @param ingressFetches fetches of a source that cannot be rewound that may wait for the journal
 * @param idlePollInterval how long a source that had nothing waits before it is asked again
 * @param writeBatches batches a sink writes in one go
 * @param uncommittedBytes a sink takes nothing more while a commit is under way and what is prepared is more than that
 * @param commitAttempts how often a commit is tried before the task fails
 * @param commitBackoff wait after the first failed attempt; doubles up to 50 times that
 * @param dispatcher id of the dispatcher of tasks
 * @param blockingDispatcher id of the dispatcher for calls that block
 */
public record TaskSettings(
        int batchSize,
        int credit,
        long retainedBytes,
        long retainedBytesOfJob,
        long journaledBytes,
        int flushPatience,
        int fetchBatches,
        int openSplits,
        int ingressFetches,
        Duration idlePollInterval,
        int writeBatches,
        long uncommittedBytes,
        int commitAttempts,
        Duration commitBackoff,
        String dispatcher,
        String blockingDispatcher) {

    /** The same in a job with so many tasks that keep what they have sent: each keeps its part at most. */
    public TaskSettings among(int retainingTasks) {
        long part = retainedBytesOfJob / Math.max(1, retainingTasks);
        return part >= retainedBytes ? this : withRetainedBytes(part);
    }

    private TaskSettings withRetainedBytes(long bytes) {
        return new TaskSettings(
                batchSize,
                credit,
                bytes,
                retainedBytesOfJob,
                journaledBytes,
                flushPatience,
                fetchBatches,
                openSplits,
                ingressFetches,
                idlePollInterval,
                writeBatches,
                uncommittedBytes,
                commitAttempts,
                commitBackoff,
                dispatcher,
                blockingDispatcher);
    }
}
