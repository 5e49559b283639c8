package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.KeyedStream;
import io.penstock.api.Stream;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Failures behind an edge that can send again: what is upstream runs on, what is downstream starts again, and the output is
 * exact. The job is source, keyed running sums and sink, two tasks each, so that it has a region with the sources and one
 * for each pair of a sum and a sink.
 */
abstract class SubtreeRestarts {
    static final String STORE = "subtree";
    static final long COUNT = 20_000;
    static final long KEYS = 7;
    static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final AtomicInteger JOBS = new AtomicInteger();

    /** The actor system of most tests of a class. */
    private static @Nullable ActorTestKit kit;

    final String name = "job-" + JOBS.incrementAndGet();
    final FailOnce failure = new FailOnce();
    final AtomicLong completed = new AtomicLong();
    /** Which numbers a source has read more than once. */
    private final Set<Long> read = ConcurrentHashMap.newKeySet();

    final Set<Long> readAgain = ConcurrentHashMap.newKeySet();
    /** How often the sink was opened, by lane. */
    final AtomicIntegerArray opened = new AtomicIntegerArray(2);

    Duration interval = Duration.ofMillis(10);
    private Hook onRead = number -> {};
    Hook onSum = number -> {};
    MemorySink.Hook onSink = (point, epoch, lane) -> {};
    private long heldBackFrom = COUNT - 1;

    interface Hook {
        void at(long number);
    }

    static ActorTestKit kit(String settings) {
        return ActorTestKit.create(ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString("""
                        penstock {
                          job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                          job.subtree-restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                          sink { commit-attempts = 1, commit-backoff = 1ms }
                          source.idle-poll-interval = 1ms
                          task { batch-size = 16, credit = 2 }
                        }
                        pekko.loglevel = "ERROR"
                        """))
                .withFallback(ScriptedJournal.config(STORE))
                .withFallback(ConfigFactory.load()));
    }

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @BeforeAll
    static void startSystem() {
        kit = kit("");
    }

    @AfterAll
    static void stopSystem() {
        kit().shutdownTestKit();
        kit = null;
    }

    static ActorTestKit kit() {
        return Objects.requireNonNull(kit);
    }

    /** The numbers by key, over an edge of the kind that is tested. */
    abstract KeyedStream<Long, Tally> keyed(Stream<Long> numbers);

    MemorySink<Tally> sink() {
        return new MemorySink<Tally>(false).on((point, epoch, lane) -> {
            if (point == Point.OPEN) {
                opened.incrementAndGet(lane);
            }
            onSink.at(point, epoch, lane);
        });
    }

    JobHandle start(ActorTestKit kit, MemorySink<Tally> sink) {
        JOURNAL.script((persistenceId, events) -> {
            if (events.stream().anyMatch(CheckpointEvent.CheckpointCompleted.class::isInstance)) {
                completed.incrementAndGet();
            }
            return JournalScript.stored();
        });
        NumberSource source = new NumberSource(COUNT, 2, false, this::isOpen, n -> {
            if (!read.add(n)) {
                readAgain.add(n);
            }
            onRead.at(n);
        });
        Job job = Job.named(name).parallelism(2).checkpointEvery(interval);
        keyed(job.from(source).named("numbers"))
                .reduce(
                        (before, next) -> {
                            onSum.at(next.number());
                            return before.plus(next);
                        },
                        Tally.class)
                .named("sums")
                .to(sink)
                .named("out");
        return Penstock.get(kit.system()).run(job);
    }

    /** Half of the numbers come behind the first checkpoint, and the last one behind the failure. */
    private boolean isOpen(long number) {
        return number < COUNT / 2
                || (completed.get() >= 1 && number < heldBackFrom)
                || (completed.get() >= 2 && failure.failures() > 0);
    }

    JobHandle finish(MemorySink<Tally> sink) throws Exception {
        JobHandle handle = start(kit(), sink);
        finish(handle, sink);
        return handle;
    }

    void finish(JobHandle handle, MemorySink<Tally> sink) throws Exception {
        JobEnd end = handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        assertThat(failure.failures()).as("failures that happened").isPositive();
        assertThat(handle.status().restarts()).as("restarts").isPositive();
        Tally.assertExact(sink.visible(), COUNT, KEYS);
    }

    @Test
    void failedSumRestartsWithItsSinkAndNothingElse() throws Exception {
        onSum = n -> failure.when(completed.get() >= 1 && n > COUNT / 10);

        finish(sink());

        assertThat(readAgain).as("numbers a source read again").isEmpty();
        assertThat(List.of(opened.get(0), opened.get(1)))
                .as("how often each lane of the sink was opened")
                .containsExactlyInAnyOrder(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRITE", "PREPARE", "PREPARED", "COMMIT", "COMMITTED"})
    void failedSinkRestartsWithItsSumAndNothingElse(String at) throws Exception {
        onSink = (point, epoch, lane) ->
                failure.when(point == Point.valueOf(at) && lane == 1 && completed.get() >= 1 && !isEnding());

        finish(sink());

        assertThat(readAgain).as("numbers a source read again").isEmpty();
        assertThat(opened.get(0)).isEqualTo(1);
        assertThat(opened.get(1)).isEqualTo(2);
    }

    /** The numbers that are held back come behind the failure, so before it the job cannot end. */
    private boolean isEnding() {
        return read.contains(COUNT - 1);
    }

    @Test
    void beforeTheFirstCheckpointTheBeginningIsSentAgain() throws Exception {
        interval = Duration.ofHours(1);
        completed.set(2);
        onSum = n -> failure.when(n > COUNT / 10);

        finish(sink());

        assertThat(readAgain).isEmpty();
    }

    /** A source that has begun at a checkpoint keeps what follows it, and needs no later one to send it again. */
    @Test
    void sumThatFailsBehindARestartedSourceTakesNoSourceWithIt() throws Exception {
        FailOnce ofSource = new FailOnce();
        ConcurrentMap<Long, Integer> readings = new ConcurrentHashMap<>();
        onRead = n -> {
            readings.merge(n, 1, Integer::sum);
            ofSource.when(completed.get() >= 1 && n > COUNT / 10);
        };
        onSum = n -> failure.when(readings.getOrDefault(n, 0) > 1);

        finish(sink());

        assertThat(ofSource.failures()).isEqualTo(1);
        assertThat(readings.values()).as("how often each number was read").allMatch(times -> times <= 2);
    }

    @Test
    void failureDuringTheRestartBeginsItAgain() throws Exception {
        FailOnce again = new FailOnce(2);
        onSum = n -> failure.when(completed.get() >= 1 && n > COUNT / 10);
        onSink = (point, epoch, lane) -> again.when(point == Point.OPEN && failure.failures() > 0);

        JobHandle handle = finish(sink());

        assertThat(again.failures()).isEqualTo(2);
        assertThat(handle.status().restarts()).isEqualTo(3);
        assertThat(readAgain).isEmpty();
    }

    @Test
    void bothRegionsCanFailAtOnce() throws Exception {
        AtomicIntegerArray failed = new AtomicIntegerArray(2);
        onSink = (point, epoch, lane) -> {
            if (point == Point.WRITE && completed.get() >= 1 && failed.compareAndSet(lane, 0, 1)) {
                failure.when(true);
                throw new IllegalStateException("the other lane, too");
            }
        };

        finish(sink());

        assertThat(readAgain).isEmpty();
        assertThat(List.of(opened.get(0), opened.get(1)))
                .allSatisfy(n -> assertThat(n).isGreaterThanOrEqualTo(2));
    }

    /** The new task must be told again that a source is at its end, though that was before the checkpoint. */
    @Test
    void endOfInputBeforeTheCheckpointIsSentAgain() throws Exception {
        // Source 1 holds back its last number; source 0, which has the even ones, is at its end long before.
        onSink = (point, epoch, lane) -> {
            if (point == Point.PREPARE && read.contains(COUNT - 2) && completed.get() >= 4) {
                failure.when(lane == 0);
            }
        };

        finish(sink());

        assertThat(readAgain).isEmpty();
    }

    @Test
    void tooManyFailuresRestartTheWholeJob() throws Exception {
        ActorTestKit strict = kit("penstock.job.subtree-restart.max-restarts = 1");
        try {
            FailOnce second = new FailOnce();
            onSum = n -> failure.when(completed.get() >= 1 && n > COUNT / 10);
            onSink = (point, epoch, lane) -> second.when(point == Point.OPEN && failure.failures() > 0);
            MemorySink<Tally> sink = sink();
            JobHandle handle = start(strict, sink);

            finish(handle, sink);

            assertThat(second.failures()).isEqualTo(1);
            assertThat(opened.get(0)).isGreaterThanOrEqualTo(2);
            assertThat(opened.get(1)).isGreaterThanOrEqualTo(2);
        } finally {
            strict.shutdownTestKit();
        }
    }

    @Test
    void jobStopsWhileAPartOfItRestarts() throws Exception {
        AtomicBoolean stopAsked = new AtomicBoolean();
        heldBackFrom = COUNT * 3 / 4;
        onSum = n -> failure.when(completed.get() >= 1 && n > COUNT / 10);
        MemorySink<Tally> sink = sink();
        onSink = (point, epoch, lane) -> {
            if (point == Point.OPEN && failure.failures() > 0) {
                Awaitility.await().untilTrue(stopAsked);
            }
        };
        JobHandle handle = start(kit(), sink);
        Awaitility.await().until(() -> opened.get(0) + opened.get(1) == 3);

        var end = handle.stop().toCompletableFuture();
        stopAsked.set(true);

        assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(JobEnd.Stopped.class);
        JobHandle next = start(kit(), sink);
        assertThat(next.end().toCompletableFuture().get(30, TimeUnit.SECONDS)).isInstanceOf(JobEnd.Finished.class);
        Tally.assertExact(sink.visible(), COUNT, KEYS);
    }
}
