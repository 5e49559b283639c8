package io.penstock.workloads;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. Rates are of records at the source.
 *
 * @param version of the engine
 * @param beganNanos when the measured part began, by {@link System#nanoTime}
 * @param records made within the measured part
 * @param seconds wall time of the measured part
 * @param cpuSeconds of the whole process in that time
 * @param checkpoints completed within the measured part
 * @param latency of the measured part, or null if the workload has no ticks
 * @param process how late a thread of the same process was that has nothing to do, or null if the workload has no ticks
 * @param machine how late such a thread of another process was, or null if there was none
 * @param recovery what the failures of the measured part have cost, or null if the workload has none
 * @param plainRecordsPerSecond the same work in a plain loop on one thread, by the thread's CPU time, after the run
 * @param wrong what differs from the plain loop's result; empty if nothing does
 * @param load the system's load average when the run began
 */
public record Outcome(
        String version,
        long beganNanos,
        long records,
        double seconds,
        double cpuSeconds,
        Checkpoints checkpoints,
        @Nullable Latency latency,
        @Nullable Latency process,
        @Nullable Latency machine,
        @Nullable Recovery recovery,
        double plainRecordsPerSecond,
        List<String> wrong,
        double load) {

    /** Completed checkpoints of a measured part. */
    public record Checkpoints(int count, long medianMillis, long greatestMillis, long medianBytes, long greatestBytes) {
        static Checkpoints of(List<Engine.Checkpoint> completed) {
            long[] millis = completed.stream()
                    .mapToLong(Engine.Checkpoint::millis)
                    .sorted()
                    .toArray();
            long[] bytes = completed.stream()
                    .mapToLong(Engine.Checkpoint::bytes)
                    .sorted()
                    .toArray();
            int count = millis.length;
            return count == 0
                    ? new Checkpoints(0, 0, 0, 0, 0)
                    : new Checkpoints(count, millis[count / 2], millis[count - 1], bytes[count / 2], bytes[count - 1]);
        }
    }

    /** From the tick a record was due at to the sink. */
    public record Latency(long records, double p50Millis, double p99Millis, double p999Millis, double maxMillis) {
        private static final double MICROS_A_MILLI = 1e3;

        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / MICROS_A_MILLI,
                    micros.getValueAtPercentile(99) / MICROS_A_MILLI,
                    micros.getValueAtPercentile(99.9) / MICROS_A_MILLI,
                    micros.getMaxValue() / MICROS_A_MILLI);
        }
    }

    /** From the throw to the first new record at the sink, and until records come in time again; on the slowest lane. */
    public record Recovery(
            int failures,
            long medianFirstNewMillis,
            long greatestFirstNewMillis,
            long medianCaughtUpMillis,
            long greatestCaughtUpMillis) {
        static Recovery of(List<Failure.Cost> costs) {
            long[] firstNew = costs.stream()
                    .mapToLong(Failure.Cost::firstNewMillis)
                    .sorted()
                    .toArray();
            long[] caughtUp = costs.stream()
                    .mapToLong(Failure.Cost::caughtUpMillis)
                    .sorted()
                    .toArray();
            int count = firstNew.length;
            return count == 0
                    ? new Recovery(0, 0, 0, 0, 0)
                    : new Recovery(
                            count, firstNew[count / 2], firstNew[count - 1], caughtUp[count / 2], caughtUp[count - 1]);
        }
    }

    Outcome withMachine(Latency idle) {
        return new Outcome(
                version,
                beganNanos,
                records,
                seconds,
                cpuSeconds,
                checkpoints,
                latency,
                process,
                idle,
                recovery,
                plainRecordsPerSecond,
                wrong,
                load);
    }

    public double millionsPerSecond() {
        return records / seconds / 1e6;
    }

    public double cpuSecondsPerMillion() {
        return cpuSeconds / (records / 1e6);
    }
}
