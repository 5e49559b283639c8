package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class JobRunTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            """).withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static JobEnd run(Job job) throws Exception {
        return Penstock.get(KIT.system()).run(job).end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void everyRecordOfABoundedSourceIsCommittedOnce() throws Exception {
        MemorySink<Long> sink = new MemorySink<>(true);
        Job job = Job.named("pass").checkpointEvery(Duration.ofMillis(20));
        job.from(NumberSource.upTo(10_000, 1))
                .map(n -> n * 2)
                .filter(n -> n % 4 == 0)
                .to(sink);

        assertThat(run(job)).isInstanceOf(JobEnd.Finished.class);

        List<Long> expected = LongStream.range(0, 10_000)
                .map(n -> n * 2)
                .filter(n -> n % 4 == 0)
                .boxed()
                .toList();
        assertThat(sink.visible()).containsExactlyElementsOf(expected);
    }

    /** Steps behind a rebalance cannot share the actor of what stands before them, so each heads a task. */
    @Test
    void stepsWorkAsTasksOfTheirOwn() throws Exception {
        MemorySink<Long> sink = new MemorySink<>(true);
        Job job = Job.named("steps").parallelism(2).checkpointEvery(Duration.ofMillis(20));
        job.from(NumberSource.upTo(1000, 1))
                .parallelism(1)
                .map(n -> n * 2)
                .filter(n -> n % 4 == 0)
                .parallelism(1)
                .map(n -> n + 1)
                .to(sink)
                .parallelism(1);

        assertThat(run(job)).isInstanceOf(JobEnd.Finished.class);

        List<Long> expected = LongStream.range(0, 1000)
                .map(n -> n * 2)
                .filter(n -> n % 4 == 0)
                .map(n -> n + 1)
                .boxed()
                .toList();
        assertThat(sink.visible()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void keyedSumsOverSeveralTasksAreExact() throws Exception {
        MemorySink<Long> sink = new MemorySink<>(false);
        Job job = Job.named("sums").parallelism(2).checkpointEvery(Duration.ofMillis(20));
        job.from(NumberSource.upTo(100_000, 3).readWhere(true))
                .keyBy(n -> n % 10)
                .reduce(Long::sum, Long.class)
                .to(sink)
                .parallelism(1);

        assertThat(run(job)).isInstanceOf(JobEnd.Finished.class);

        assertThat(sink.visible()).hasSize(100_000);
        for (long key = 0; key < 10; key++) {
            long rest = key;
            long total =
                    LongStream.range(0, 100_000).filter(n -> n % 10 == rest).sum();
            assertThat(sink.visible()).contains(total);
        }
    }

    @Test
    void statusListsTheOperatorsFromTheFirstMomentOn() throws Exception {
        Job job = Job.named("status");
        job.from(NumberSource.upTo(10, 1))
                .named("numbers")
                .to(new MemorySink<>(false))
                .named("out");

        JobHandle handle = Penstock.get(KIT.system()).run(job);

        assertThat(handle.status().operators())
                .extracting(JobStatus.OperatorStatus::name)
                .containsExactly("numbers", "out");
        assertThat(handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS)).isInstanceOf(JobEnd.Finished.class);
    }
}
