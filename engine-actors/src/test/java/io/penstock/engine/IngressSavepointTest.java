package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.JobStatus.Phase;
import io.penstock.api.RunOptions;
import io.penstock.api.Savepoint;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.engine.savepoint.SavepointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Savepoints of a job whose source cannot be rewound, a queue: what it has given and was acknowledged exists in the job's
 * ingress journal alone, and is processed once, by the run that is stopped or by the one that starts from there.
 */
class IngressSavepointTest {
    private static final long KEYS = 7;
    private static final AtomicInteger STORES = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final List<ActorTestKit> kits = new ArrayList<>();
    private final List<JournalStorage> journals = new ArrayList<>();
    private final QueueSource queue = new QueueSource(3);
    private final MemorySink<Tally> sink = new MemorySink<>(true);
    private Duration interval = Duration.ofMillis(10);
    private Duration savepointTimeout = Duration.ofSeconds(30);
    private Hook onRecord = number -> {};
    private long count;

    private interface Hook {
        void at(long number);
    }

    @AfterEach
    void stop() {
        journals.forEach(journal -> journal.script(JournalScript.OBEDIENT));
        kits.forEach(ActorTestKit::shutdownTestKit);
    }

    private static String directory() {
        return "ingress-savepoints-" + STORES.incrementAndGet();
    }

    private JournalStorage journal(String directory) {
        JournalStorage journal = JournalStorage.named(directory);
        journals.add(journal);
        return journal;
    }

    /** An actor system on a journal. When it is shut down its jobs are gone as with a process, and not stopped. */
    private ActorTestKit process(String directory) {
        ActorTestKit kit = ActorTestKit.create(
                ConfigFactory.parseString("penstock.savepoint.timeout = " + savepointTimeout.toMillis() + "ms\n" + """
                penstock {
                  job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                  job.subtree-restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                  source.idle-poll-interval = 1ms
                  task { batch-size = 16, credit = 2 }
                }
                pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                pekko.loglevel = "ERROR"
                """)
                        .withFallback(ScriptedJournal.config(directory))
                        .withFallback(ConfigFactory.load()));
        kits.add(kit);
        return kit;
    }

    private void kill(ActorTestKit process) {
        process.shutdownTestKit();
        kits.remove(process);
    }

    private JobHandle run(ActorTestKit process, int parallelism, RunOptions options) {
        Job job = Job.named("queued").parallelism(parallelism).checkpointEvery(interval);
        Tally.keyed(job.from(queue).named("queue"), KEYS)
                .reduce(
                        (sum, next) -> {
                            onRecord.at(next.number());
                            return sum.plus(next);
                        },
                        Tally.class)
                .named("sums")
                .to(sink)
                .named("out");
        return Penstock.get(process.system()).run(job, options);
    }

    private JobHandle run(ActorTestKit process, int parallelism) {
        return run(process, parallelism, RunOptions.none());
    }

    private RunOptions fromSavepoint() {
        return RunOptions.none().fromSavepoint(folder());
    }

    private Path folder() {
        return dir.resolve("savepoint");
    }

    private void put(long more) {
        queue.put(count, count + more);
        count += more;
    }

    private static <X> X get(CompletionStage<X> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("done, expected a failure: " + get(stage));
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    /** The queue has given something, and far from all. */
    private void awaitSome() {
        await().until(() -> !sink.visible().isEmpty());
    }

    private void awaitAllAcknowledged() {
        await().atMost(Duration.ofSeconds(30)).until(() -> queue.acknowledged.size() == count);
    }

    /** Runs on until everything is processed, and stops. */
    private void awaitExact(JobHandle handle) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> sink.visible().size() >= count);
        get(handle.stop());
        assertThat(queue.putBack).isEmpty();
        Tally.assertExact(sink.visible(), count, KEYS);
    }

    private static boolean isIngress(String persistenceId) {
        return persistenceId.contains("|ingress|");
    }

    /** The second process on the new journal is killed before it has a checkpoint of its own. */
    @ParameterizedTest
    @CsvSource({"2,2", "1,3", "3,1", "4,3"})
    void nothingThatWasAcknowledgedIsLostOrComesTwice(int parallelism, int elsewhere) throws Exception {
        put(20_000);
        JobHandle here = run(process(directory()), parallelism);
        awaitSome();

        Savepoint savepoint = get(here.stopWithSavepoint(folder()));

        assertThat(get(here.end())).isEqualTo(new JobEnd.Stopped(savepoint.checkpointId()));
        assertThat(sink.visible().stream().map(Tally::number))
                .as("nothing is left behind the savepoint")
                .containsExactlyInAnyOrderElementsOf(queue.acknowledged);
        String there = directory();
        interval = Duration.ofHours(1);
        ActorTestKit killed = process(there);
        run(killed, elsewhere, fromSavepoint());
        put(3_000);
        awaitAllAcknowledged();
        kill(killed);
        assertThat(journal(there).events("penstock|queued"))
                .noneMatch(CheckpointEvent.CheckpointCompleted.class::isInstance);
        interval = Duration.ofMillis(10);
        awaitExact(run(process(there), parallelism, fromSavepoint()));
    }

    @Test
    void theJobsOwnJournalGoesOnFromItsSavepointWhereItStopped() throws Exception {
        put(20_000);
        String here = directory();
        JobHandle first = run(process(here), 2);
        awaitSome();
        get(first.stopWithSavepoint(folder()));
        get(first.end());

        awaitExact(run(process(here), 3, fromSavepoint()));
    }

    @Test
    void aJournalThatWentOnIsNotPutBack() throws Exception {
        put(1_000);
        String here = directory();
        JobHandle first = run(process(here), 2);
        awaitSome();
        get(first.stopWithSavepoint(folder()));
        get(first.end());
        awaitExact(run(process(here), 2));

        JobEnd end = get(run(process(here), 2, fromSavepoint().allowRewind()).end());

        assertThat(((JobEnd.Suspended) end).cause()).contains("a source of the job cannot be rewound", "--fresh");
        put(1_000);
        awaitExact(run(process(here), 2));
    }

    @Test
    void withoutAStopASavepointIsRefusedAndTheJobRunsOn() throws Exception {
        JobHandle here = run(process(directory()), 1);
        await().until(() -> here.status().phase() == Phase.RUNNING);

        assertThat(failure(here.savepoint(folder())))
                .isInstanceOf(SavepointException.class)
                .hasMessageContaining("source 'queue' cannot be rewound")
                .hasMessageContaining("Stop the job with a savepoint");
        assertThat(here.status().phase()).isEqualTo(Phase.RUNNING);
        get(here.stop());
    }

    @Test
    void aTaskThatFailsBehindTheSourceHoldsUpTheStopOnly() throws Exception {
        FailOnce failure = new FailOnce();
        CompletableFuture<Outcome> held = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        String directory = directory();
        put(1_000);
        JobHandle here = run(process(directory), 2);
        awaitSome();
        journal(directory).script((persistenceId, events) -> {
            if (isIngress(persistenceId)) {
                asked.complete(true);
                return held;
            }
            return JournalScript.stored();
        });
        put(1_000);
        get(asked);
        CompletionStage<Savepoint> savepoint = here.stopWithSavepoint(folder());
        await().until(() -> here.status().phase() == Phase.STOPPING);
        onRecord = number -> failure.when(true);

        held.complete(Outcome.STORED);

        get(savepoint);
        get(here.end());
        assertThat(failure.failures()).isEqualTo(1);
        awaitExact(run(process(directory()), 2, fromSavepoint()));
    }

    /** It takes all tasks with it: the job stops without a savepoint, and goes on from its journal. */
    @Test
    void aSourceThatFailsOnTheWayEndsTheJobWithoutASavepoint() throws Exception {
        String here = directory();
        CompletableFuture<Outcome> held = new CompletableFuture<>();
        journal(here).script((persistenceId, events) -> isIngress(persistenceId) ? held : JournalScript.stored());
        put(100);
        JobHandle first = run(process(here), 1);
        await().until(queue::isEmpty);
        CompletionStage<Savepoint> savepoint = first.stopWithSavepoint(folder());

        held.complete(Outcome.FAILED);

        assertThat(failure(savepoint)).hasMessageContaining("the job ended before");
        assertThat(get(first.end())).isInstanceOf(JobEnd.Stopped.class);
        assertThat(folder()).doesNotExist();
        journal(here).script(JournalScript.OBEDIENT);
        JobHandle again = run(process(here), 1);
        await().until(() -> sink.visible().size() >= count);
        get(again.stop());
        Tally.assertExact(sink.visible(), count, KEYS);
    }

    @Test
    void aStopThatTakesTooLongEndsTheJobWithoutASavepoint() throws Exception {
        String here = directory();
        CompletableFuture<Outcome> held = new CompletableFuture<>();
        journal(here).script((persistenceId, events) -> isIngress(persistenceId) ? held : JournalScript.stored());
        put(100);
        savepointTimeout = Duration.ofMillis(200);
        JobHandle first = run(process(here), 1);
        await().until(queue::isEmpty);

        CompletionStage<Savepoint> savepoint = first.stopWithSavepoint(folder());

        assertThat(failure(savepoint)).hasMessageContaining("penstock.savepoint.timeout");
        assertThat(get(first.end())).isInstanceOf(JobEnd.Stopped.class);
        held.complete(Outcome.FAILED);
        journal(here).script(JournalScript.OBEDIENT);
        JobHandle again = run(process(here), 1);
        await().until(() -> sink.visible().size() >= count);
        get(again.stop());
        Tally.assertExact(sink.visible(), count, KEYS);
    }

    /** An older version would take its positions for those of the journal it finds. */
    @Test
    void aSavepointThatOlderVersionsDoNotKnowHasAnotherFormat() throws Exception {
        JobHandle here = run(process(directory()), 1);
        await().until(() -> here.status().phase() == Phase.RUNNING);

        get(here.stopWithSavepoint(folder()));

        assertThat(Files.readString(folder().resolve("savepoint.json")))
                .contains("\"format\" : 2", "\"ingress\" : [ \"queue\" ]");
    }
}
