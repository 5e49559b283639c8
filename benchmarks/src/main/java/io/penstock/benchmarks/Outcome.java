package io.penstock.benchmarks;

import java.util.List;

/**
 * What a run measured. Rates are of records at the source.
 *
 * @param keys how many keys there were
 * @param parallelism tasks per operator
 * @param records made within the measured part
 * @param seconds wall time of the measured part
 * @param cpuSeconds of the whole process in that time
 * @param checkpoints completed within the measured part
 * @param plainRecordsPerSecond the same work in a plain loop on one thread, by the thread's CPU time, after the run
 * @param wrong what differs from the plain loop's result; empty if nothing does
 * @param load the system's load average when the run began
 */
public record Outcome(
        int keys,
        int parallelism,
        long records,
        double seconds,
        double cpuSeconds,
        Checkpoints checkpoints,
        double plainRecordsPerSecond,
        List<String> wrong,
        double load) {

    /** Completed checkpoints of a measured part. */
    public record Checkpoints(
            int count, long medianMillis, long greatestMillis, long medianBytes, long greatestBytes) {}

    public double millionsPerSecond() {
        return records / seconds / 1e6;
    }

    public double cpuSecondsPerMillion() {
        return cpuSeconds / (records / 1e6);
    }
}
