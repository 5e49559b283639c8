package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.function.AggregateFunction;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job whose input never ends, with windows that are far from their end when it is drained. */
class DrainTest {
    private static final String STORE = "drain";
    private static final long HALF = 1_000;
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("""
            penstock {
              job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
              source.idle-poll-interval = 1ms
              task { batch-size = 16, credit = 2 }
            }
            pekko.loglevel = "ERROR"
            """)
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load()));
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "job-" + JOBS.incrementAndGet();
    private final MemorySink<Long> sink = new MemorySink<>(true);

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static final class Count implements AggregateFunction<Long, Long, Long> {
        @Override
        public Long create() {
            return 0L;
        }

        @Override
        public Long add(Long value, Long count) {
            return count + 1;
        }

        @Override
        public Long merge(Long a, Long b) {
            return a + b;
        }

        @Override
        public Long result(Long count) {
            return count;
        }
    }

    private JobHandle run(boolean blocking, int parallelism) {
        Job job = Job.named(name).parallelism(parallelism).checkpointEvery(Duration.ofMillis(10));
        job.from(NumberSource.upTo(HALF * 2, 3).readWhere(blocking).holdingBack(HALF, () -> false))
                .named("numbers")
                .timestamps(n -> n, Watermarks.boundedOutOfOrderness(Duration.ofMillis(HALF)))
                .keyBy(n -> n % 5)
                .window(Tumbling.of(Duration.ofMillis(HALF * 10)))
                .aggregate(new Count())
                .named("counts")
                .to(sink)
                .named("out");
        return Penstock.get(KIT.system()).run(job);
    }

    private static void awaitHalf(JobHandle job) {
        Awaitility.await()
                .until(() -> job.status().operators().get(0).recordsOut() >= HALF
                        && job.status().lastCheckpoint().isPresent());
    }

    private static JobEnd end(JobHandle job) throws Exception {
        return job.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allWindowsFireAndTheJobIsFinished(boolean blocking) throws Exception {
        JobHandle job = run(blocking, 2);
        awaitHalf(job);
        assertThat(sink.visible()).isEmpty();

        job.drain();

        assertThat(end(job)).isInstanceOf(JobEnd.Finished.class);
        assertThat(sink.visible()).containsExactly(200L, 200L, 200L, 200L, 200L);
    }

    @Test
    void aStopFiresNothing() throws Exception {
        JobHandle job = run(false, 2);
        awaitHalf(job);

        job.stop();

        assertThat(end(job)).isInstanceOf(JobEnd.Stopped.class);
        assertThat(sink.visible()).isEmpty();
    }

    @Test
    void aDrainedJobIsNotRunAgain() throws Exception {
        JobHandle job = run(false, 1);
        awaitHalf(job);
        job.drain();
        JobEnd end = end(job);

        assertThat(end(run(false, 1))).isEqualTo(end);
    }

    /** The journal has the last checkpoint, but not that the job is finished: the process is gone between the two. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aJobThatIsLostBehindItsLastCheckpointOnlyFinishesWhenRunAgain(int parallelism) throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        JobHandle job = run(false, 2);
        awaitHalf(job);
        JOURNAL.script((persistenceId, events) -> {
            boolean seal = events.stream().anyMatch(CheckpointEvent.JobFinished.class::isInstance);
            lost.compareAndSet(false, seal);
            return seal ? CompletableFuture.completedStage(JournalScript.Outcome.FAILED) : JournalScript.stored();
        });
        job.drain();
        assertThat(end(job)).isInstanceOf(JobEnd.Stopped.class);
        assertThat(lost).isTrue();
        JOURNAL.script(JournalScript.OBEDIENT);

        JobHandle again = run(false, parallelism);

        assertThat(end(again)).isInstanceOf(JobEnd.Finished.class);
        assertThat(again.status().operators().get(0).recordsOut()).isZero();
        assertThat(sink.visible()).isEqualTo(List.of(200L, 200L, 200L, 200L, 200L));
    }

    /** What a queue gave away and was acknowledged exists nowhere else. */
    @Test
    void whatASourceThatCannotBeRewoundHasGivenIsAllSent() throws Exception {
        QueueSource queue = new QueueSource(2);
        queue.put(0, 20_000);
        Job job = Job.named(name).parallelism(2).checkpointEvery(Duration.ofMillis(10));
        job.from(queue).named("queue").to(sink).named("out");
        JobHandle handle = Penstock.get(KIT.system()).run(job);
        Awaitility.await().until(() -> !sink.visible().isEmpty());

        handle.drain();

        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(sink.visible()).doesNotHaveDuplicates();
        assertThat(new HashSet<>(sink.visible())).containsAll(queue.acknowledged);
    }
}
