package io.penstock.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus.CheckpointStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Measures a part of a running Penstock job from outside: records at its source, CPU, checkpoints. */
public final class Stopwatch {
    private static final long LOOK_EVERY_MILLIS = 5;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final double load = SYSTEM.getSystemLoadAverage();
    private final Map<Long, CheckpointStatus> checkpoints = new LinkedHashMap<>();
    private final JobHandle handle;
    private final long began;
    private final long cpuBefore;
    private final long recordsBefore;
    private final double seconds;
    private final double cpuSeconds;
    private final long records;

    private Stopwatch(JobHandle handle, Duration warmUp, Duration measured) throws Exception {
        this.handle = handle;
        watch(warmUp);
        checkpoints.clear();
        began = System.nanoTime();
        cpuBefore = SYSTEM.getProcessCpuTime();
        recordsBefore = recordsRead();
        watch(measured);
        long recordsAfter = recordsRead();
        cpuSeconds = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e9;
        seconds = (System.nanoTime() - began) / 1e9;
        records = recordsAfter - recordsBefore;
    }

    /** Waits for the warm-up and the measured time, or until the job ends. */
    public static Stopwatch of(JobHandle handle, Duration warmUp, Duration measured) throws Exception {
        return new Stopwatch(handle, warmUp, measured);
    }

    private long recordsRead() {
        return handle.status().operators().get(0).recordsIn();
    }

    private void watch(Duration time) throws Exception {
        CompletableFuture<?> end = handle.end().toCompletableFuture();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until && !end.isDone()) {
            handle.status().lastCheckpoint().ifPresent(last -> checkpoints.put(last.id(), last));
            try {
                end.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                // Looks again.
            }
        }
    }

    /** What was measured, with what the caller found about the result. */
    public Outcome outcome(RunSettings settings, double plainRecordsPerSecond, List<String> wrong) {
        return new Outcome(
                settings.keys(),
                settings.parallelism(),
                records,
                seconds,
                cpuSeconds,
                checkpoints(),
                plainRecordsPerSecond,
                wrong,
                load);
    }

    private Outcome.Checkpoints checkpoints() {
        long[] millis = checkpoints.values().stream()
                .mapToLong(one -> one.duration().toMillis())
                .sorted()
                .toArray();
        long[] bytes = checkpoints.values().stream()
                .mapToLong(CheckpointStatus::bytes)
                .sorted()
                .toArray();
        int count = millis.length;
        return count == 0
                ? new Outcome.Checkpoints(0, 0, 0, 0, 0)
                : new Outcome.Checkpoints(
                        count, millis[count / 2], millis[count - 1], bytes[count / 2], bytes[count - 1]);
    }
}
