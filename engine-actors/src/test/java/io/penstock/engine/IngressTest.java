package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobHandle;
import io.penstock.connector.Guarantee;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.graph.InvalidJobException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources that cannot be rewound: what they have given is in the journal before anything else happens with it. */
class IngressTest {
    private static final String STORE = "ingress";
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("""
                    penstock {
                      job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
                      job.stop-timeout = 50ms
                      source.idle-poll-interval = 1ms
                      task { batch-size = 16, credit = 2 }
                    }
                    pekko.loglevel = "ERROR"
                    """)
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load()));
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "ingress-" + JOBS.incrementAndGet();
    private final QueueSource queue = new QueueSource(3);
    private final MemorySink<Long> sink = new MemorySink<>(true);
    private Hook onRecord = number -> {};
    private Duration interval = Duration.ofMillis(10);

    private interface Hook {
        void at(long number);
    }

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private JobHandle run(int parallelism) {
        Job job = Job.named(name).parallelism(parallelism).checkpointEvery(interval);
        job.from(queue)
                .named("queue")
                .map(number -> {
                    onRecord.at(number);
                    return number;
                })
                .to(sink)
                .named("out");
        return Penstock.get(KIT.system()).run(job);
    }

    private static void stop(JobHandle handle) throws Exception {
        handle.stop();
        handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** Each number once, but for those that came again as a task ended before their acknowledgement: these at least once. */
    private void awaitOnce(long count) {
        await().untilAsserted(() -> {
            List<Long> seen = sink.visible();
            assertThat(seen).containsAll(numbers(count));
            assertThat(seen.stream().filter(number -> !queue.putBack.contains(number)))
                    .doesNotHaveDuplicates();
        });
    }

    private void awaitExactly(long count) {
        await().untilAsserted(() -> assertThat(sink.visible()).containsExactlyInAnyOrderElementsOf(numbers(count)));
    }

    private static boolean isIngress(String persistenceId) {
        return persistenceId.contains("|ingress|");
    }

    @Test
    void whatWasTakenBeforeAFailureIsSentAgainFromTheJournal() throws Exception {
        FailOnce failure = new FailOnce(3);
        onRecord = number -> failure.when(number % 1000 == 999);
        queue.put(0, 3000);
        JobHandle handle = run(2);

        awaitOnce(3000);

        assertThat(failure.failures()).isEqualTo(3);
        stop(handle);
    }

    @Test
    void withoutACheckpointAllOfTheJournalIsSentAgainByWhateverTasksThereAre() throws Exception {
        JOURNAL.script((persistenceId, events) -> CompletableFuture.completedStage(
                events.stream().anyMatch(CheckpointEvent.CheckpointCompleted.class::isInstance)
                        ? JournalScript.Outcome.FAILED
                        : JournalScript.Outcome.STORED));
        interval = Duration.ofHours(1);
        queue.put(0, 1000);
        JobHandle handle = run(3);
        await().untilAsserted(() -> assertThat(queue.acknowledged).hasSize(1000));
        stop(handle);
        JOURNAL.script(JournalScript.OBEDIENT);
        assertThat(sink.visible()).isEmpty();

        interval = Duration.ofMillis(10);
        queue.put(1000, 1500);
        handle = run(2);
        awaitExactly(1500);
        stop(handle);
    }

    @Test
    void anotherParallelismSendsNothingTwice() throws Exception {
        long count = 0;
        for (int parallelism : new int[] {3, 1, 2, 4, 3}) {
            queue.put(count, count + 700);
            count += 700;
            JobHandle handle = run(parallelism);
            awaitExactly(count);
            stop(handle);
        }

        awaitExactly(count);
    }

    @Test
    void aStopInTheMiddleOfAnEntryGoesOnInTheMiddle() throws Exception {
        // A whole fetch is one entry; with two batches of credit, barriers come between its batches.
        interval = Duration.ofMillis(10);
        long count = 0;
        for (int round = 0; round < 10; round++) {
            queue.put(count, count + 500);
            count += 500;
            stop(run(1));
        }

        JobHandle handle = run(1);
        awaitOnce(count);
        stop(handle);
    }

    @Test
    void nothingIsAcknowledgedOrSentBeforeTheJournalHasIt() throws Exception {
        CompletableFuture<JournalScript.Outcome> written = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        JOURNAL.script((persistenceId, events) -> {
            if (isIngress(persistenceId)) {
                asked.complete(true);
                return written;
            }
            return JournalScript.stored();
        });
        Set<Long> processed = ConcurrentHashMap.newKeySet();
        onRecord = processed::add;
        queue.put(0, 10);
        JobHandle handle = run(1);
        asked.get(30, TimeUnit.SECONDS);
        // The source goes on reading meanwhile.
        queue.put(10, 20);
        await().until(queue::isEmpty);
        assertThat(queue.acknowledged).isEmpty();
        assertThat(processed).isEmpty();

        written.complete(JournalScript.Outcome.STORED);

        awaitExactly(20);
        await().untilAsserted(() -> assertThat(queue.acknowledged).hasSize(20));
        stop(handle);
    }

    @Test
    void whatTheJournalRefusesIsNotAcknowledgedAndComesAgain() throws Exception {
        FailOnce refusal = new FailOnce(3);
        JOURNAL.script((persistenceId, events) -> CompletableFuture.completedStage(
                isIngress(persistenceId) && refusal.isDue()
                        ? JournalScript.Outcome.FAILED
                        : JournalScript.Outcome.STORED));
        queue.put(0, 1000);
        JobHandle handle = run(2);

        awaitOnce(1000);
        stop(handle);
    }

    /** It took others behind it: what is missing in between was never acknowledged. */
    @Test
    void whatTheJournalRejectedIsNotMissed() throws Exception {
        FailOnce rejection = new FailOnce(3);
        JOURNAL.script((persistenceId, events) -> CompletableFuture.completedStage(
                isIngress(persistenceId) && rejection.isDue()
                        ? JournalScript.Outcome.REJECTED
                        : JournalScript.Outcome.STORED));
        queue.put(0, 1000);
        JobHandle handle = run(2);

        awaitOnce(1000);
        assertThat(rejection.failures()).isEqualTo(3);
        stop(handle);
    }

    /** What no acknowledgement came for is taken again: once more than once, which only its id could tell. */
    @Test
    void aLostAcknowledgementOfTheJournalLosesNothing() throws Exception {
        FailOnce lost = new FailOnce(1);
        JOURNAL.script((persistenceId, events) -> CompletableFuture.completedStage(
                isIngress(persistenceId) && lost.isDue()
                        ? JournalScript.Outcome.STORED_BUT_FAILED
                        : JournalScript.Outcome.STORED));
        queue.put(0, 100);
        JobHandle handle = run(1);

        await().untilAsserted(() -> {
            Set<Long> seen = new HashSet<>(sink.visible());
            assertThat(seen).containsAll(numbers(100));
            assertThat(sink.visible()).hasSizeGreaterThan(100);
        });
        stop(handle);
    }

    /** The repetition comes to whichever task, as the ids meet by key. */
    @Test
    void whatIsTakenAgainIsRecognizedByItsId() throws Exception {
        FailOnce lost = new FailOnce(3);
        JOURNAL.script((persistenceId, events) -> CompletableFuture.completedStage(
                isIngress(persistenceId) && lost.isDue()
                        ? JournalScript.Outcome.STORED_BUT_FAILED
                        : JournalScript.Outcome.STORED));
        queue.put(0, 1000);
        Job job = Job.named(name).parallelism(2).checkpointEvery(interval).require(Guarantee.EXACTLY_ONCE);
        job.from(queue)
                .named("queue")
                .deduplicate(number -> number, Duration.ofHours(1))
                .named("once")
                .to(sink)
                .named("out");
        JobHandle handle = Penstock.get(KIT.system()).run(job);
        await().until(queue::isEmpty);
        queue.put(1000, 1100);

        awaitExactly(1100);
        assertThat(lost.failures()).isEqualTo(3);
        stop(handle);
    }

    @Test
    void entriesThatNoKeptCheckpointNeedsAreDeleted() throws Exception {
        JobHandle handle = run(1);
        for (long i = 0; i < 50; i++) {
            queue.put(i, i + 1);
            awaitExactly(i + 1);
        }

        await().untilAsserted(() -> assertThat(JOURNAL.events("penstock|" + name + "|queue|ingress|0").stream()
                        .filter(LogEntry.class::isInstance))
                .hasSizeLessThan(5));
        stop(handle);
    }

    @Test
    void aSourceThatCannotBeRewoundMustSayHowItsRecordsAreWritten() {
        assertThatThrownBy(() -> Job.named("mute").from(new SilentSource<Long>(false)))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("mute")
                .hasMessageContaining("recordCodec()");
    }
}
