package io.penstock.benchmarks.journal;

import io.penstock.engine.clock.Clock;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.ActorSystem;
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
 * Persistent actors that write without end; the benchmark waits until so many events more are persisted. Nothing is
 * deleted, nothing snapshot. See {@link Flow} for what an actor does and {@link TestedJournal} for the journals.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls start() before anything else
public class WriteBenchmark {
    private static final Clock CLOCK = Clock.system();
    private static final int EVENTS = 500;
    private static final long LOOK_EVERY_NANOS = 200_000;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Param({"penstock-process", "penstock-disk", "leveldb-process", "leveldb-disk", "postgresql", "memory"})
    String journal;

    @Param({"persist", "behavior", "persistAllAsync"})
    String flow;

    @Param({"1", "10", "50", "100"})
    int actors;

    private final LongAdder persisted = new LongAdder();
    private ActorSystem system;
    private Path directory;

    @Setup
    public void start() throws Exception {
        directory = TestedJournal.directory("write");
        TestedJournal.remove(directory);
        system = TestedJournal.of(journal).start(directory);
        Flow.of(flow).start(system, actors, persisted);
    }

    @TearDown
    public void end() throws Exception {
        TestedJournal.end(system);
        TestedJournal.remove(directory);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void events(Spent spent) {
        long before = persisted.sum();
        long giveUp = CLOCK.nanos() + GIVE_UP_NANOS;
        spent.begin(before);
        long now = before;
        while (now < before + EVENTS) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            now = persisted.sum();
            if (CLOCK.nanos() > giveUp) {
                throw new IllegalStateException("Only " + (now - before) + " of " + EVENTS
                        + " events were persisted within a minute; the log says why.");
            }
        }
        spent.end(now);
    }
}
