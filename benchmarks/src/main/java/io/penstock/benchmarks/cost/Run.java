package io.penstock.benchmarks.cost;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import io.penstock.connector.generator.GeneratorSource;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One run of the job of a variant: a greatest value per key, behind an exchange, with checkpoints forced to disk. */
final class Run {
    private static final int PARALLELISM = 2;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

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
                        "pekko.persistence.journal.plugin", "penstock.journal",
                        "pekko.persistence.snapshot-store.plugin", "penstock.snapshot-store",
                        "pekko.persistence.typed.stash-overflow-strategy", "fail",
                        "pekko.loglevel", "WARNING",
                        "penstock.journal.dir", directory.resolve("journal").toString(),
                        "penstock.journal.durability", "disk",
                        "penstock.snapshot-store.dir",
                                directory.resolve("snapshots").toString(),
                        "penstock.task.retained-bytes", variant.retained() ? "64MiB" : "0"))
                .withFallback(ConfigFactory.load());
    }

    /** Runs it, counts from {@code warmUp} on for {@code measured}, and stops it. */
    Cost run(Duration warmUp, Duration measured) throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config());
        try {
            int keyCount = keys;
            GeneratorSource<Long> numbers = GeneratorSource.numbers().parts(PARALLELISM);
            SumSink sink = new SumSink();
            Job job = Job.named("cost")
                    .parallelism(PARALLELISM)
                    .checkpointEvery(Duration.ofMillis(variant.intervalMillis()));
            job.from(variant.perSecond() == 0 ? numbers : numbers.perSecond((double) variant.perSecond()))
                    .named("numbers")
                    .keyBy(number -> number * 7919 % keyCount, Long.class)
                    .reduce(Math::max, Long.class)
                    .named("greatest")
                    .to(sink)
                    .named("sum");
            JobHandle handle = Penstock.get(system).run(job);
            watch(handle, warmUp);
            long records = records(handle);
            long checkpoint = checkpoint(handle);
            double compiler = CompilerTime.seconds();
            long cpu = SYSTEM.getProcessCpuTime();
            long began = System.nanoTime();
            long heap = watch(handle, measured);
            long taken = records(handle) - records;
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
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
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
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
        long until = System.nanoTime() + time.toNanos();
        long heap = 0;
        while (System.nanoTime() < until) {
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
