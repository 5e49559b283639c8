package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints while a sink holds everything up. The job is two united sources, a step, keyed running sums and a sink whose
 * calls wait for permits: once it has none, every queue of the job fills up, and a barrier that waited for the records
 * before it would wait for ever.
 */
class UnalignedJobTest {
    private static final String STORE = "unaligned";
    private static final long COUNT = 20_000;
    private static final long HALF = COUNT / 2;
    private static final long KEYS = 7;
    private static final int LANES = 2;
    private static final int BATCH = 16;
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "job-" + JOBS.incrementAndGet();
    private final ActorTestKit kit = kit("1ms");
    private final List<Semaphore> permits = List.of(new Semaphore(0), new Semaphore(0));
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicReference<CompletedCheckpoint> last = new AtomicReference<>();
    private final AtomicReference<CompletedCheckpoint> restored = new AtomicReference<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final FailOnce failure = new FailOnce();
    private final MemorySink<Tally> sink = new MemorySink<>(true);

    /** What fails: with the step all tasks start again, with the others a part of them. */
    enum Place {
        NOTHING,
        STEP,
        SUM,
        SINK
    }

    private static ActorTestKit kit(String alignmentTimeout) {
        return ActorTestKit.create(ConfigFactory.parseString("""
                penstock {
                  job.stop-timeout = 1ms
                  job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                  job.subtree-restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                  sink { commit-attempts = 1, commit-backoff = 1ms, write-batches = 1 }
                  source.idle-poll-interval = 1ms
                  task { batch-size = 16, credit = 2 }
                  checkpoint.alignment-timeout = %s
                }
                pekko.loglevel = "ERROR"
                """.formatted(alignmentTimeout))
                .withFallback(ScriptedJournal.config(STORE))
                .withFallback(ConfigFactory.load()));
    }

    @AfterEach
    void stop() {
        release(1_000_000);
        kit.shutdownTestKit();
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    private JobHandle start(ActorTestKit system, int parallelism, Place fails) {
        JOURNAL.script((persistenceId, events) -> {
            for (Object event : events) {
                if (event instanceof CheckpointEvent.CheckpointCompleted done) {
                    last.set(done.checkpoint());
                } else if (event instanceof CheckpointEvent.GenerationStarted) {
                    restored.set(last.get());
                }
            }
            return JournalScript.stored();
        });
        sink.on((point, epoch, lane) -> {
            if (point == Point.WRITE) {
                permits.get(lane).acquire();
                if (dead.get()) {
                    throw new IllegalStateException("the process is gone");
                }
                writes.incrementAndGet();
                failure.when(fails == Place.SINK && armed.get());
            }
        });
        Job job = Job.named(name).parallelism(parallelism).checkpointEvery(Duration.ofMillis(10));
        var numbers = job.from(NumberSource.upTo(HALF, 2))
                .named("lower")
                .union(job.from(NumberSource.upTo(HALF, 2))
                        .named("upper")
                        .map(n -> n + HALF)
                        .named("shifted"))
                .named("united")
                .<Long>flatMap((n, out) -> {
                    failure.when(fails == Place.STEP && armed.get());
                    out.collect(n);
                })
                .named("step");
        Tally.keyed(numbers, KEYS)
                .reduce(
                        (before, next) -> {
                            failure.when(fails == Place.SUM && armed.get());
                            return before.plus(next);
                        },
                        Tally.class)
                .named("sums")
                .to(sink)
                .named("out")
                .parallelism(LANES);
        return Penstock.get(system.system()).run(job);
    }

    private void awaitHeldUp(JobHandle handle) {
        Awaitility.await("all sources wait")
                .atMost(Duration.ofSeconds(20))
                .until(() -> permits.stream().allMatch(Semaphore::hasQueuedThreads)
                        && handle.status().operators().stream()
                                .filter(operator -> operator.kind().equals("source"))
                                .allMatch(source -> source.backpressured() == source.parallelism()));
    }

    /** Lets each lane of the sink write so many batches more. */
    private void release(int batches) {
        permits.forEach(lane -> lane.release(batches));
    }

    /**
     * Lets each lane of the sink write one more batch, and again until a checkpoint is complete: a lane that has begun its
     * next call before the barriers were at hand cannot cut in it.
     */
    private CompletedCheckpoint fewMoreBatches() {
        CompletedCheckpoint before = last.get();
        Awaitility.await("a checkpoint")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    CompletedCheckpoint now = last.get();
                    boolean complete = now != null && (before == null || now.id() > before.id());
                    if (!complete) {
                        release(1);
                    }
                    return complete;
                });
        return last.get();
    }

    private void finish(JobHandle handle) throws Exception {
        release(1_000_000);
        JobEnd end = handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        Tally.assertExact(sink.visible(), COUNT, KEYS);
    }

    @Test
    void checkpointCompletesWhenTheSinkHasWrittenAFewOfTheBatchesThatWait() throws Exception {
        JobHandle handle = start(kit, 2, Place.NOTHING);
        awaitHeldUp(handle);
        int writesBefore = writes.get();

        CompletedCheckpoint checkpoint = fewMoreBatches();

        // In front of each lane wait more: two batches in its inbox, and what is queued at its sum, step and sources.
        assertThat(writes.get() - writesBefore).isLessThanOrEqualTo(4 * LANES);
        assertThat(checkpoint.inFlightBytes()).isPositive();
        assertThat(handle.status().lastCheckpoint())
                .hasValueSatisfying(status -> assertThat(status.isUnaligned()).isTrue());
        finish(handle);
    }

    @Test
    void recordsOnTheirWayAreBoundedByCredit() throws Exception {
        JobHandle handle = start(kit, 2, Place.NOTHING);
        awaitHeldUp(handle);

        CompletedCheckpoint checkpoint = fewMoreBatches();

        // 2 united + 2 steps with one sender each, or two; 2 sums with two; 2 lanes with one: at most 4 channels for
        // each
        // task. On each 2 batches of credit and 2 beyond it, and one batch half handled; a record takes at most 60
        // bytes
        // and a batch 200 for its types.
        long batches = 8L * (4 * (2 + 2) + 1);
        assertThat(checkpoint.inFlightBytes()).isLessThan(batches * (BATCH * 60 + 200));
        finish(handle);
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"STEP", "SUM", "SINK"})
    void outputIsExactAfterARestartFromRecordsOnTheirWay(Place fails) throws Exception {
        JobHandle handle = start(kit, 2, fails);
        awaitHeldUp(handle);
        fewMoreBatches();

        armed.set(true);
        finish(handle);

        assertThat(failure.failures()).isPositive();
        assertThat(restored.get().inFlightBytes()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void outputIsExactWithAnotherParallelism(int parallelism) throws Exception {
        ActorTestKit first = kit("1ms");
        try {
            JobHandle handle = start(first, 2, Place.NOTHING);
            awaitHeldUp(handle);
            fewMoreBatches();
        } finally {
            dead.set(true);
            release(1_000_000);
            first.shutdownTestKit();
        }
        permits.forEach(Semaphore::drainPermits);
        dead.set(false);

        JobHandle handle = start(kit, parallelism, Place.NOTHING);
        finish(handle);

        assertThat(restored.get().inFlightBytes()).isPositive();
    }

    /** What no snapshot can hold: neither a record nor of a class with a codec of its own. */
    private static final class Wrapped {
        private final long number;

        Wrapped(long number) {
            this.number = number;
        }
    }

    @Test
    void recordsThatCannotBeWrittenAreWaitedForAndTheJobRuns() throws Exception {
        MemorySink<Long> numbers = new MemorySink<>(false);
        Job job = Job.named(name).parallelism(2).checkpointEvery(Duration.ofMillis(10));
        job.from(NumberSource.upTo(COUNT, 2))
                .map(Wrapped::new)
                .rebalance()
                .<Long>flatMap((wrapped, out) -> out.collect(wrapped.number))
                .parallelism(3)
                .to(numbers)
                .named("out");

        JobEnd end =
                Penstock.get(kit.system()).run(job).end().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        List<Long> sorted = numbers.visible().stream().sorted().toList();
        assertThat(sorted)
                .containsExactlyElementsOf(LongStream.range(0, COUNT).boxed().toList());
    }
}
