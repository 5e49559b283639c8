package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One failure at each point of the checkpoint protocol, in a job of source, stateless step, keyed running sums and sink.
 * Every test asserts that its failure happened, that the job was restarted by it, and that output and state are those of
 * a run without failures.
 */
class RestartTest {
    private static final String STORE = "restart";
    private static final long COUNT = 6_000;
    private static final long KEYS = 7;
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("""
            penstock {
              job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
              sink { commit-attempts = 1, commit-backoff = 1ms }
              source.idle-poll-interval = 1ms
              task { batch-size = 16, credit = 2 }
              # Each snapshot is written by its task, so that the journal can fail each.
              checkpoint.inline-bytes = 0
            }
            pekko.loglevel = "ERROR"
            """)
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load()));
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "job-" + JOBS.incrementAndGet();
    private final FailOnce failure = new FailOnce();
    private final AtomicLong completed = new AtomicLong();

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** A job under test: what varies, and where a test can reach in. */
    private final class Run {
        final int parallelism;
        final MemorySink<Tally> sink;
        NumberSource source;
        Duration interval = Duration.ofMillis(10);
        StepHook step = n -> {};

        Run(int parallelism, boolean blocking) {
            this.parallelism = parallelism;
            this.sink = new MemorySink<>(blocking);
            // The last number is held back until two checkpoints are complete, so that every run has some.
            this.source =
                    NumberSource.upTo(COUNT, 2).readWhere(blocking).holdingBack(COUNT / 2, () -> completed.get() >= 2);
        }

        JobHandle start() {
            Job job = Job.named(name).parallelism(parallelism).checkpointEvery(interval);
            Tally.keyed(
                            job.from(source)
                                    .named("numbers")
                                    .<Long>flatMap((n, out) -> {
                                        step.at(n);
                                        out.collect(n);
                                    })
                                    .named("step"),
                            KEYS)
                    .reduce(Tally::plus, Tally.class)
                    .named("sums")
                    .to(sink)
                    .named("out");
            return Penstock.get(KIT.system()).run(job);
        }

        void assertExactAfterRestart() throws Exception {
            JobHandle handle = start();
            JobEnd end = handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(end).isInstanceOf(JobEnd.Finished.class);
            assertThat(failure.failures()).as("failures that happened").isPositive();
            assertThat(handle.status().restarts()).as("restarts").isPositive();
            Tally.assertExact(sink.visible(), COUNT, KEYS);
        }
    }

    private interface StepHook {
        void at(long number) throws Exception;
    }

    /** Watches the journal for completed checkpoints and lets a rule decide about each write. */
    private void journal(Rule rule) {
        JOURNAL.script((persistenceId, events) -> {
            Outcome outcome = rule.decide(persistenceId, events);
            if (outcome == Outcome.STORED && has(events, CheckpointEvent.CheckpointCompleted.class)) {
                completed.incrementAndGet();
            }
            return CompletableFuture.completedStage(outcome);
        });
    }

    private interface Rule {
        Outcome decide(String persistenceId, List<Object> events);
    }

    private static boolean has(List<Object> events, Class<?> type) {
        return events.stream().anyMatch(type::isInstance);
    }

    /** Fails the first write that fits once a checkpoint is complete. */
    private void failWrite(Outcome how, Predicate<List<Object>> events) {
        journal((persistenceId, all) ->
                completed.get() >= 1 && events.test(all) && failure.isDue() ? how : Outcome.STORED);
    }

    private String snapshots(String operator, int task) {
        return "penstock|" + name + "|" + operator + "|" + task;
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void stepFailsBeforeTheBarrier(int parallelism, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Run run = new Run(parallelism, blocking);
        run.step = n -> failure.when(completed.get() >= 1 && n > 10);
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void sourceFailsInTheMiddleOfARead(int parallelism, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Run run = new Run(parallelism, blocking);
        run.source = run.source.onRead(n -> failure.when(completed.get() >= 1 && n > COUNT / 2));
        run.assertExactAfterRestart();
    }

    /** A barrier of one channel has come and the channel is held; the task that owes the other one fails. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskFailsWhileItsReceiversAlign(boolean blocking) throws Exception {
        AtomicBoolean armed = new AtomicBoolean();
        AtomicLong passedByOther = new AtomicLong();
        AtomicLong passedByThis = new AtomicLong();
        AtomicLong over = new AtomicLong();
        journal((persistenceId, events) -> {
            for (Object event : events) {
                if (event instanceof CheckpointEvent.CheckpointCompleted complete) {
                    over.set(complete.checkpoint().id());
                }
                // A task sends the barrier on before it writes its snapshot.
                if (event instanceof SnapshotChunk chunk) {
                    if (persistenceId.equals(snapshots("step", 0))) {
                        passedByOther.set(chunk.checkpointId());
                    } else if (persistenceId.equals(snapshots("step", 1))) {
                        passedByThis.set(chunk.checkpointId());
                    }
                }
            }
            return Outcome.STORED;
        });
        Run run = new Run(2, blocking);
        run.interval = Duration.ofMillis(50);
        run.step = n -> {
            if (n % 2 == 0 || completed.get() == 0 || armed.get()) {
                return;
            }
            // One that this task has passed cannot end before the task goes on. A look that holds for a while has seen
            // the snapshot that follows on the barrier.
            Awaitility.await()
                    .during(Duration.ofMillis(20))
                    .until(() -> passedByOther.get() > passedByThis.get() || passedByThis.get() > over.get());
            if (passedByOther.get() > passedByThis.get()) {
                armed.set(true);
                failure.when(true);
            }
        };
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "1,STORED_BUT_FAILED", "2,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeAFrozenSnapshot(int parallelism, Outcome outcome) throws Exception {
        journal((persistenceId, events) ->
                completed.get() >= 1 && persistenceId.equals(snapshots("sums", 0)) && failure.isDue()
                        ? outcome
                        : Outcome.STORED);
        new Run(parallelism, true).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void journalTakesTheSnapshotsOfAllTasksButOne(int parallelism, boolean blocking) throws Exception {
        Map<Long, Set<String>> stored = new ConcurrentHashMap<>();
        journal((persistenceId, events) -> {
            if (events.get(0) instanceof SnapshotChunk chunk) {
                Set<String> tasks = stored.computeIfAbsent(chunk.checkpointId(), id -> ConcurrentHashMap.newKeySet());
                tasks.add(persistenceId);
                if (completed.get() >= 1 && tasks.size() == 4 * parallelism && failure.isDue()) {
                    return Outcome.FAILED;
                }
            }
            return Outcome.STORED;
        });
        new Run(parallelism, blocking).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "1,STORED_BUT_FAILED", "2,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheCompletion(int parallelism, Outcome outcome) throws Exception {
        failWrite(outcome, events -> has(events, CheckpointEvent.CheckpointCompleted.class));
        new Run(parallelism, true).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheIdOfACheckpoint(int parallelism, Outcome outcome) throws Exception {
        failWrite(outcome, events -> has(events, CheckpointEvent.CheckpointStarted.class));
        new Run(parallelism, true).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({
        "1,PREPARE,true",
        "1,PREPARED,false",
        "1,WRITE,true",
        "2,PREPARE,false",
        "2,PREPARED,true",
        "2,WRITE,false"
    })
    void sinkFailsBeforeItsSnapshot(int parallelism, Point point, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Run run = new Run(parallelism, blocking);
        run.sink.on((at, epoch, lane) -> failure.when(at == point && completed.get() >= 1));
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void sinkFailsBetweenCompletionAndCommit(int parallelism, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Run run = new Run(parallelism, blocking);
        run.sink.on((at, epoch, lane) -> failure.when(at == Point.COMMIT));
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfTwoLanesFailsToCommitWhatTheOtherHas(boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Set<Long> committedByFirst = ConcurrentHashMap.newKeySet();
        Run run = new Run(2, blocking);
        run.sink.on((at, epoch, lane) -> {
            if (at == Point.COMMITTED && lane == 0) {
                committedByFirst.add(epoch);
            } else if (at == Point.COMMIT && lane == 1 && failure.failures() == 0) {
                Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> committedByFirst.contains(epoch));
                failure.when(true);
            }
        });
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void commitIsAppliedButReportedAsFailed(int parallelism, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        Run run = new Run(parallelism, blocking);
        run.sink.on((at, epoch, lane) -> failure.when(at == Point.COMMITTED));
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "1,STORED_BUT_FAILED", "2,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheConfirmationOfACommit(int parallelism, Outcome outcome) throws Exception {
        failWrite(outcome, events -> has(events, CheckpointEvent.CommitConfirmed.class));
        new Run(parallelism, true).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void journalCannotBeReadDuringTheRestore(int parallelism, boolean blocking) throws Exception {
        FailOnce first = new FailOnce();
        Run run = new Run(parallelism, blocking);
        run.step = n -> first.when(completed.get() >= 1);
        JOURNAL.script(new JournalScript() {
            @Override
            public CompletionStage<Outcome> onWrite(String persistenceId, List<Object> events) {
                if (has(events, CheckpointEvent.CheckpointCompleted.class)) {
                    completed.incrementAndGet();
                }
                return JournalScript.stored();
            }

            @Override
            public boolean onRead(String persistenceId) {
                return !(persistenceId.equals(snapshots("sums", 0)) && first.failures() > 0 && failure.isDue());
            }
        });
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    void sinkCannotBeOpenedDuringTheRestore(int parallelism, boolean blocking) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        FailOnce first = new FailOnce();
        Run run = new Run(parallelism, blocking);
        run.step = n -> first.when(completed.get() >= 1);
        run.sink.on((at, epoch, lane) -> failure.when(at == Point.OPEN && first.failures() > 0));
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,COMMIT", "1,COMMITTED", "2,COMMIT", "2,COMMITTED"})
    void commitFailsAgainDuringTheRestore(int parallelism, Point point) throws Exception {
        journal((persistenceId, events) -> Outcome.STORED);
        FailOnce first = new FailOnce();
        Run run = new Run(parallelism, true);
        run.sink.on((at, epoch, lane) -> {
            failure.when(at == point && first.failures() > 0);
            first.when(at == point);
        });
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheNextGeneration(int parallelism, Outcome outcome) throws Exception {
        FailOnce first = new FailOnce();
        journal((persistenceId, events) ->
                first.failures() > 0 && has(events, CheckpointEvent.GenerationStarted.class) && failure.isDue()
                        ? outcome
                        : Outcome.STORED);
        Run run = new Run(parallelism, true);
        run.step = n -> first.when(completed.get() >= 1);
        run.assertExactAfterRestart();
    }

    /** A job whose only checkpoint is the final one. */
    private Run withFinalCheckpointOnly(int parallelism) {
        Run run = new Run(parallelism, true);
        run.interval = Duration.ofHours(1);
        run.source = NumberSource.upTo(COUNT, 2).readWhere(true);
        return run;
    }

    @ParameterizedTest
    @CsvSource({
        "1,PREPARE",
        "1,PREPARED",
        "1,COMMIT",
        "1,COMMITTED",
        "2,PREPARE",
        "2,PREPARED",
        "2,COMMIT",
        "2,COMMITTED"
    })
    void sinkFailsInTheFinalCheckpoint(int parallelism, Point point) throws Exception {
        Run run = withFinalCheckpointOnly(parallelism);
        run.sink.on((at, epoch, lane) -> failure.when(at == point));
        run.assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "1,STORED_BUT_FAILED", "2,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheFinalCompletion(int parallelism, Outcome outcome) throws Exception {
        journal((persistenceId, events) ->
                has(events, CheckpointEvent.CheckpointCompleted.class) && failure.isDue() ? outcome : Outcome.STORED);
        withFinalCheckpointOnly(parallelism).assertExactAfterRestart();
    }

    @ParameterizedTest
    @CsvSource({"1,FAILED", "1,REJECTED", "1,STORED_BUT_FAILED", "2,FAILED", "2,REJECTED", "2,STORED_BUT_FAILED"})
    void journalDoesNotTakeTheFinish(int parallelism, Outcome outcome) throws Exception {
        journal((persistenceId, events) ->
                has(events, CheckpointEvent.JobFinished.class) && failure.isDue() ? outcome : Outcome.STORED);
        withFinalCheckpointOnly(parallelism).assertExactAfterRestart();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void jobIsFinishedAlsoIfASinkCannotCleanUp(int parallelism) throws Exception {
        Run run = withFinalCheckpointOnly(parallelism);
        run.sink.on((at, epoch, lane) -> failure.when(at == Point.FINISH));

        JobEnd end = run.start().end().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(failure.failures()).isEqualTo(1);
        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        Tally.assertExact(run.sink.visible(), COUNT, KEYS);
    }
}
