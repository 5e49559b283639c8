package io.penstock.benchmarks.hot;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.Stream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The way from actor to actor: batches of 256 from a source through 1, 3 or 5 trivial operators to a sink, all on one
 * node and of parallelism 1. A pipeline runs all the time; the benchmark waits until a number of records more has come to
 * the sink. Time is per record for the whole pipeline, so a hop costs what an operator more adds to it; {@link Hops}
 * works that out.
 *
 * <p>Three pipelines: the engine with an actor for each operator, the engine with the operators fused into the source's
 * actor, and plain Pekko actors that pass arrays with credit and do nothing else, which is the floor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls start() before anything else
public class HopBenchmark {
    static final int BATCH = 256;
    private static final int RECORDS = 1_000_000;
    private static final long LOOK_EVERY_NANOS = 50_000;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Param({"actors", "fused", "pekko"})
    String pipeline;

    @Param({"1", "3", "5"})
    int operators;

    private final CountingEnd end = new CountingEnd();
    private ActorSystem<Void> system;
    private Runnable stop;

    /** CPU time of the whole process, for machines on which the benchmark is not alone. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cpu {
        public long cpuNanos;
        public long records;
    }

    @Setup
    public void start() {
        system = ActorSystem.create(
                Behaviors.empty(),
                "hop",
                ConfigFactory.parseMap(Map.of(
                                "pekko.persistence.journal.plugin", "pekko.persistence.journal.inmem",
                                "pekko.persistence.snapshot-store.plugin", "pekko.persistence.no-snapshot-store",
                                "pekko.persistence.typed.stash-overflow-strategy", "fail",
                                "penstock.task.batch-size", BATCH,
                                "penstock.job.fuse-stateless", pipeline.equals("fused")))
                        .withFallback(ConfigFactory.load()));
        if (pipeline.equals("pekko")) {
            PekkoPipeline.start(system, operators, BATCH, end);
            stop = () -> {};
        } else {
            JobHandle handle = Penstock.get(system).run(job());
            stop = () -> stop(handle);
        }
    }

    private Job job() {
        Job job = Job.named("hop").parallelism(1).checkpointEvery(Duration.ofHours(1));
        Stream<Long> stream = job.from(new EndlessSource());
        for (int i = 0; i < operators; i++) {
            stream = stream.map(value -> value);
        }
        stream.to(end);
        return job;
    }

    private static void stop(JobHandle handle) {
        JobEnd end = handle.stop().toCompletableFuture().join();
        if (!(end instanceof JobEnd.Stopped)) {
            throw new IllegalStateException("the job ended as " + end);
        }
    }

    @TearDown
    public void end() throws Exception {
        stop.run();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void throughThePipeline(Cpu cpu) {
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long before = end.count();
        while (end.count() < before + RECORDS) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        cpu.records += end.count() - before;
        cpu.cpuNanos += SYSTEM.getProcessCpuTime() - cpuBefore;
    }
}
