package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Splits that come up while a job runs, and sources that say when there is something to read. */
class SplitDiscoveryTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots"
            pekko.persistence.typed.stash-overflow-strategy = fail
            penstock.source.idle-poll-interval = 5ms
            penstock.source.open-splits = 1
            penstock.job.restart.min-backoff = 1ms
            """).withFallback(ConfigFactory.load()));

    private final PartitionedSource log = new PartitionedSource(false);
    private final MemorySink<String> sink = new MemorySink<>(true);
    private final AtomicBoolean fails = new AtomicBoolean();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private JobHandle run(String name, int parallelism) {
        Job job = Job.named(name).parallelism(parallelism).checkpointEvery(Duration.ofMillis(20));
        job.from(log)
                .named("log")
                .map(line -> {
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException("fails once");
                    }
                    return line;
                })
                .to(sink)
                .named("lines");
        return Penstock.get(KIT.system()).run(job);
    }

    private static void stop(JobHandle handle) throws Exception {
        handle.stop();
        handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void awaitLines(String... lines) {
        await().untilAsserted(() -> assertThat(sink.visible()).containsExactlyInAnyOrder(lines));
    }

    @Test
    void splitsThatComeUpWhileTheJobRunsAreRead() throws Exception {
        log.append("a", "a1", "a2");
        JobHandle handle = run("grows", 2);
        awaitLines("a1", "a2");

        log.append("b", "b1");
        log.append("c", "c1");
        awaitLines("a1", "a2", "b1", "c1");

        stop(handle);
    }

    @Test
    void aSplitThatComesUpLaterIsReadFromItsFirstRecordWhereverTheJobBegan() throws Exception {
        log.startAt = 2;
        log.append("a", "a1", "a2", "a3");
        JobHandle handle = run("late", 2);
        awaitLines("a3");

        log.append("b", "b1", "b2", "b3");
        awaitLines("a3", "b1", "b2", "b3");

        stop(handle);
    }

    @Test
    void aSplitFoundSinceTheLastCheckpointIsReadFromItsBeginningAfterAFailure() throws Exception {
        log.append("a", "a1");
        JobHandle handle = run("fails", 2);
        awaitLines("a1");

        fails.set(true);
        log.append("b", "b1");
        awaitLines("a1", "b1");
        assertThat(fails).isFalse();

        stop(handle);
    }

    @Test
    void aFinishedSplitIsNotReadAgainByALaterProcessOfAnotherParallelism() throws Exception {
        log.append("a", "a1");
        log.append("b", "b1");
        JobHandle handle = run("finished", 2);
        log.close("a");
        awaitLines("a1", "b1");
        stop(handle);

        log.append("b", "b2");
        log.append("c", "c1");
        handle = run("finished", 3);
        awaitLines("a1", "b1", "b2", "c1");
        int before = log.listings.get();
        await().until(() -> log.listings.get() > before + 2);
        awaitLines("a1", "b1", "b2", "c1");
        stop(handle);
    }

    @Test
    void splitsThatEndAreBegunAsOthersAreFinished() throws Exception {
        log.splitsEnd = true;
        log.append("a", "a1");
        log.append("b", "b1");
        JobHandle handle = run("one-by-one", 1);
        awaitLines("a1");
        int before = log.listings.get();
        await().until(() -> log.listings.get() > before + 2);
        assertThat(sink.visible()).containsExactly("a1");

        log.close("a");
        awaitLines("a1", "b1");

        stop(handle);
    }

    @Test
    void aListingThatFailsIsTriedAgain() throws Exception {
        log.append("a", "a1");
        JobHandle handle = run("unlisted", 1);
        awaitLines("a1");

        log.listable = false;
        int before = log.listings.get();
        await().until(() -> log.listings.get() > before + 1);
        log.append("b", "b1");
        log.listable = true;
        awaitLines("a1", "b1");

        stop(handle);
    }

    @Test
    void theSourceHearsUpToWhereItsRecordsAreSafe() throws Exception {
        log.append("a", "a1", "a2", "a3");
        JobHandle handle = run("safe", 1);

        await().untilAsserted(() -> assertThat(log.safe).containsEntry("a", 3));

        stop(handle);
        await().untilAsserted(() -> assertThat(log.openReaders).hasValue(0));
    }
}
