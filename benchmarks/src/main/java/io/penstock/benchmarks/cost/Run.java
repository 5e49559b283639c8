package io.penstock.benchmarks.cost;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.benchmarks.jobs.JobOnDisk;
import io.penstock.connector.generator.GeneratorSource;
import io.penstock.workloads.ProcessTime;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of the job of a variant: a greatest value per key, behind an exchange, with checkpoints forced to disk. */
final class Run {
    private static final int PARALLELISM = 2;

    private final Variant variant;
    private final int keys;
    private final Path directory;

    /**
     * What was measured.
     *
     * @param cpuSeconds of the whole process, for each million records
     * @param compilerSeconds the part of it that the JIT compilers took
     * @param greatestHeapBytes the most that was left by a collection
     * @param overflows how often the limit of what is retained was reached
     */
    record Cost(
            double millionsPerSecond,
            double cpuSeconds,
            double compilerSeconds,
            long checkpoints,
            long greatestHeapBytes,
            long overflows,
            boolean right) {
        double withoutCompiler() {
            return cpuSeconds - compilerSeconds;
        }
    }

    Run(Variant variant, int keys, Path directory) {
        this.variant = variant;
        this.keys = keys;
        this.directory = directory;
    }

    private Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.loglevel",
                        "WARNING",
                        "penstock.task.retained-bytes",
                        variant.retained() ? "64MiB" : "0"))
                .withFallback(JobOnDisk.config(directory));
    }

    /** Runs it, counts from {@code warmUp} on for {@code measured}, and stops it. */
    Cost run(Duration warmUp, Duration measured) throws Exception {
        int keyCount = keys;
        GeneratorSource<Long> numbers = GeneratorSource.numbers().parts(PARALLELISM);
        SumSink sink = new SumSink();
        Job job =
                Job.named("cost").parallelism(PARALLELISM).checkpointEvery(Duration.ofMillis(variant.intervalMillis()));
        job.from(variant.perSecond() == 0 ? numbers : numbers.perSecond((double) variant.perSecond()))
                .named("numbers")
                .keyBy(number -> number * 7919 % keyCount, Long.class)
                .reduce(Math::max, Long.class)
                .named("greatest")
                .to(sink)
                .named("sum");
        try (JobOnDisk running = JobOnDisk.start(job, config())) {
            JobHandle handle = running.handle();
            watch(handle, warmUp);
            long records = records(handle);
            long checkpoint = checkpoint(handle);
            double compiler = CompilerTime.seconds();
            ProcessTime began = ProcessTime.now();
            long heap = watch(handle, measured);
            long taken = records(handle) - records;
            ProcessTime ended = ProcessTime.now();
            double seconds = ended.secondsSince(began);
            double cpuSeconds = ended.cpuSecondsSince(began);
            double compilerSeconds = CompilerTime.seconds() - compiler;
            long checkpoints = checkpoint(handle) - checkpoint;
            handle.stop();
            JobEnd end = handle.end().toCompletableFuture().get(1, TimeUnit.MINUTES);
            long read = records(handle);
            // A result for each record.
            boolean right = end instanceof JobEnd.Stopped && sink.records() == read && read > 0;
            return new Cost(
                    taken / seconds / 1e6,
                    cpuSeconds / (taken / 1e6),
                    compilerSeconds / (taken / 1e6),
                    checkpoints,
                    heap,
                    handle.status().operators().stream()
                            .mapToLong(JobStatus.OperatorStatus::retentionOverflows)
                            .sum(),
                    right);
        }
    }

    private static long records(JobHandle handle) {
        return handle.status().operators().get(0).recordsIn();
    }

    private static long checkpoint(JobHandle handle) {
        return handle.status().lastCheckpoint().map(last -> last.id()).orElse(0L);
    }

    /** Lets time pass; the most that a collection left in the old generation meanwhile. */
    private static long watch(JobHandle handle, Duration time) throws Exception {
        CompletableFuture<?> end = handle.end().toCompletableFuture();
        ProcessTime began = ProcessTime.now();
        long heap = 0;
        while (ProcessTime.now().nanos() - began.nanos() < time.toNanos()) {
            heap = Math.max(heap, heapAfterCollection());
            try {
                Object how = end.get(20, TimeUnit.MILLISECONDS);
                throw new IllegalStateException("the job ended in the middle of it: " + how);
            } catch (TimeoutException stillRunning) {
                // As it should be.
            }
        }
        return heap;
    }

    private static long heapAfterCollection() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getCollectionUsage();
            if (left != null) {
                bytes += left.getUsed();
            }
        }
        return bytes;
    }
}
