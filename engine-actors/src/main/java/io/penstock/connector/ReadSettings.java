package io.penstock.connector;

/**
 * What a reader is told when it is opened.
 *
 * @param jobName the job
 * @param sourceName the name of the source operator
 * @param task which of the parallel tasks of the source it is, from 0
 * @param wakeUp to be called, by any thread, when a split that was {@link ReadStatus#IDLE} has more: it is read at once
 *     and not after {@code penstock.source.idle-poll-interval}
 * @param environment time, chance, and where it counts
 */
public record ReadSettings(String jobName, String sourceName, int task, Runnable wakeUp, Environment environment) {
    /** In {@link Environment#standalone}. */
    public ReadSettings(String jobName, String sourceName, int task, Runnable wakeUp) {
        this(jobName, sourceName, task, wakeUp, Environment.standalone());
    }
}
