package io.penstock.benchmarks.journal;

import io.penstock.engine.clock.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Persistent actors recover a million events in all, in an actor system that has just been started: from the start of the
 * first actor until the last one is ready. Starting the system (and so opening the journal) is not in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@SuppressWarnings("NullAway.Init") // JMH calls fill() before anything else
public class RecoveryBenchmark {
    private static final Duration LONGEST_FILL = Duration.ofMinutes(10);
    private static final long LONGEST_RECOVERY_MINUTES = 10;

    @Param({"penstock-process", "leveldb-process", "postgresql"})
    String journal;

    @Param({"1", "1000"})
    int ids;

    @Param("1000000")
    int events;

    private final String series = Clock.system().freshId();
    private Path directory;
    private ActorSystem system;

    @Setup
    public void fill() throws Exception {
        directory = TestedJournal.directory("recover");
        TestedJournal.remove(directory);
        start();
        List<CompletableFuture<?>> written = new ArrayList<>();
        for (ActorRef actor : actors(new LongAdder(), new CountDownLatch(ids))) {
            written.add(Patterns.ask(actor, new Recovering.Write(events / ids), LONGEST_FILL)
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();
        TestedJournal.end(system);
    }

    @Setup(Level.Iteration)
    public void start() throws Exception {
        system = TestedJournal.of(journal).start(directory);
    }

    @TearDown(Level.Iteration)
    public void stop() throws Exception {
        TestedJournal.end(system);
    }

    @TearDown
    public void remove() throws Exception {
        TestedJournal.remove(directory);
    }

    @Benchmark
    public void recover(Spent spent) throws InterruptedException {
        LongAdder recovered = new LongAdder();
        CountDownLatch ready = new CountDownLatch(ids);
        spent.begin(0);
        actors(recovered, ready);
        boolean inTime = ready.await(LONGEST_RECOVERY_MINUTES, TimeUnit.MINUTES);
        spent.end(recovered.sum());
        if (!inTime || recovered.sum() != (long) events / ids * ids) {
            throw new IllegalStateException(recovered.sum() + " of " + events + " events were recovered, "
                    + ready.getCount() + " of " + ids + " persistent actors are not ready; the log says why.");
        }
    }

    private List<ActorRef> actors(LongAdder recovered, CountDownLatch ready) {
        List<ActorRef> actors = new ArrayList<>();
        for (int i = 0; i < ids; i++) {
            String id = "sensor-" + series + "-" + i;
            actors.add(system.actorOf(Props.create(Recovering.class, () -> Recovering.of(id, recovered, ready))));
        }
        return actors;
    }
}
