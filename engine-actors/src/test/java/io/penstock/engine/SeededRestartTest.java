package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.function.AggregateFunction;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Jobs of random shape with failures at random points, by seed. The order of messages is the machine's, so a seed does
 * not repeat a run in every detail; it repeats the shape and the points.
 */
class SeededRestartTest {
    private static final String STORE = "seeded";
    private static final int SEEDS = 200;
    private static final int KEYS = 11;
    private static final int WINDOW_MILLIS = 50;
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("""
            penstock {
              job.restart { max-restarts = 100, min-backoff = 0ms, max-backoff = 1ms }
              sink { commit-attempts = 2, commit-backoff = 1ms }
              source { idle-poll-interval = 1ms, fetch-batches = 2 }
              task { batch-size = 16, credit = 2 }
              checkpoint { chunk-bytes = 1KiB, slice-entries = 3, base-after-delta-ratio = 0.1, inline-bytes = 4KiB }
            }
            pekko.loglevel = "OFF"
            """)
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private record Counted(long key, long count, long sum) {
        static final class Function implements AggregateFunction<Long, Counted, Counted> {
            @Override
            public Counted create() {
                return new Counted(0, 0, 0);
            }

            @Override
            public Counted add(Long number, Counted so) {
                return new Counted(number % KEYS, so.count + 1, so.sum + number);
            }

            @Override
            public Counted merge(Counted left, Counted right) {
                return new Counted(right.key, left.count + right.count, left.sum + right.sum);
            }

            @Override
            public Counted result(Counted so) {
                return so;
            }
        }
    }

    private record Result(long windowStart, long key, long count, long sum) {}

    /** A failure that is due at the n-th visit of a point. */
    private static final class Fault {
        final FailOnce failure = new FailOnce();
        private final AtomicLong visits = new AtomicLong();
        private final long visit;

        Fault(long visit) {
            this.visit = visit;
        }

        boolean isDue() {
            return visits.incrementAndGet() == visit && failure.isDue();
        }

        void visit() {
            failure.when(visits.incrementAndGet() == visit);
        }
    }

    private static final List<Outcome> FAILURES = List.of(Outcome.FAILED, Outcome.STORED_BUT_FAILED, Outcome.REJECTED);

    private static final class Seed {
        final long seed;
        final Random random;
        final long count;
        final int parallelism;
        final boolean blocking;
        final List<Fault> faults = new ArrayList<>();
        final Fault step;
        final Fault read;
        final Fault write;
        final Fault prepare;
        final Fault commit;
        final Fault committed;
        final Fault open;
        final Fault journal;
        final Outcome journalOutcome;
        final MemorySink<Tally> tallies;
        final MemorySink<Result> results;

        Seed(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.count = 500L + random.nextInt(1_500);
            this.parallelism = 1 + random.nextInt(3);
            this.blocking = random.nextBoolean();
            this.step = fault(count);
            this.read = fault(count);
            this.write = fault(30);
            this.prepare = fault(10);
            this.commit = fault(10);
            this.committed = fault(10);
            this.open = fault(8);
            this.journal = fault(120);
            this.journalOutcome = FAILURES.get(random.nextInt(FAILURES.size()));
            this.tallies = new MemorySink<Tally>(blocking).on(this::atSink);
            this.results = new MemorySink<Result>(!blocking).on(this::atSink);
        }

        /** A third of the points fail, each at some visit up to {@code most}. */
        private Fault fault(long most) {
            long visit = 1L + random.nextInt((int) most);
            Fault fault = new Fault(random.nextInt(3) == 0 ? visit : 0);
            faults.add(fault);
            return fault;
        }

        private void atSink(Point point, long epoch, int lane) {
            switch (point) {
                case OPEN -> open.visit();
                case WRITE -> write.visit();
                case PREPARE -> prepare.visit();
                case COMMIT -> commit.visit();
                case COMMITTED -> committed.visit();
                default -> {}
            }
        }

        Job job() {
            Job job = Job.named("seed-" + seed).parallelism(parallelism).checkpointEvery(Duration.ofMillis(10));
            NumberSource source = NumberSource.upTo(count, 1 + random.nextInt(4))
                    .readWhere(blocking)
                    .onRead(n -> read.visit());
            var numbers = job.from(source)
                    .timestamps(n -> n, Watermarks.ascending())
                    .<Long>flatMap((n, out) -> {
                        step.visit();
                        out.collect(n);
                    });
            Tally.keyed(numbers, KEYS).reduce(Tally::plus, Tally.class).to(tallies);
            numbers.keyBy(n -> n % KEYS)
                    .window(Tumbling.of(Duration.ofMillis(WINDOW_MILLIS)))
                    .aggregate(
                            new Counted.Function(),
                            (key, window, counted) ->
                                    new Result(window.startMillis(), key, counted.count(), counted.sum()))
                    .to(results)
                    .parallelism(1 + random.nextInt(2));
            return job;
        }

        List<Result> expectedResults() {
            List<Result> expected = new ArrayList<>();
            for (long start = 0; start < count; start += WINDOW_MILLIS) {
                for (long key = 0; key < KEYS; key++) {
                    long rest = key;
                    long[] members = LongStream.range(start, Math.min(start + WINDOW_MILLIS, count))
                            .filter(n -> n % KEYS == rest)
                            .toArray();
                    if (members.length > 0) {
                        expected.add(new Result(
                                start,
                                key,
                                members.length,
                                LongStream.of(members).sum()));
                    }
                }
            }
            return expected;
        }

        /** Runs the job and gives how many failures happened. */
        int run() throws Exception {
            JOURNAL.script((persistenceId, events) ->
                    journal.isDue() ? CompletableFuture.completedStage(journalOutcome) : JournalScript.stored());
            JobHandle handle = Penstock.get(KIT.system()).run(job());
            JobEnd end = handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(end).isInstanceOf(JobEnd.Finished.class);
            Tally.assertExact(tallies.visible(), count, KEYS);
            assertThat(results.visible()).containsExactlyInAnyOrderElementsOf(expectedResults());
            return faults.stream().mapToInt(fault -> fault.failure.failures()).sum();
        }
    }

    @Test
    void outputIsThatOfARunWithoutFailures() throws Exception {
        int failures = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                failures += new Seed(seed).run();
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
        assertThat(failures).as("failures that happened").isGreaterThan(SEEDS);
    }
}
