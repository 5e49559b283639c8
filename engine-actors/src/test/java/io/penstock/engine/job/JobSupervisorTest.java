package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus.Phase;
import io.penstock.connector.PermanentFailureException;
import io.penstock.engine.MemorySink;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.NumberSource;
import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.FakeClock;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalScript.Outcome;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobSupervisorTest {
    private static final String STORE = "supervisor";
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final Config CONFIG = ConfigFactory.parseString("""
            penstock {
              job.restart { max-restarts = 2, window = 10m, min-backoff = 100ms, max-backoff = 150ms }
              job.stop-timeout = 4s
              sink.commit-attempts = 1
              checkpoint.inline-bytes = 0
            }
            pekko.loglevel = "OFF"
            """)
            .withFallback(ManualTime.config())
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load());
    private static final ActorTestKit KIT = ActorTestKit.create(CONFIG);
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration BACKOFF = Duration.ofMillis(100);

    private final String name = "job-" + JOBS.incrementAndGet();
    private final FakeClock clock = new FakeClock();
    private final JobProgress progress = new JobProgress();
    private final MemorySink<Object> sink = new MemorySink<>(true);
    private final AtomicBoolean broken = new AtomicBoolean();
    private final List<ActorRef<JobSupervisor.Command>> running = new ArrayList<>();
    /** A write that is held. */
    private final CompletableFuture<Outcome> write = new CompletableFuture<>();

    @AfterEach
    void stopJobs() {
        write.complete(Outcome.STORED);
        running.forEach(KIT::stop);
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private ActorRef<JobSupervisor.Command> run(Job job, JobProgress told, Clock time) {
        EngineSettings settings = new EngineSettings(CONFIG);
        ActorRef<JobSupervisor.Command> supervisor =
                KIT.spawn(JobSupervisor.create(settings.setup(job.graph(1), time), told));
        running.add(supervisor);
        return supervisor;
    }

    private ActorRef<JobSupervisor.Command> run(Job job) {
        return run(job, progress, clock);
    }

    /** A job whose source never ends, and that fails while it is broken. */
    private Job endless() {
        Job job = Job.named(name).checkpointEvery(INTERVAL);
        job.from(NumberSource.upTo(100, 1).holdingBack(50, () -> false).onRead(n -> failIfBroken()))
                .named("numbers")
                .to(sink)
                .named("out");
        return job;
    }

    private void failIfBroken() {
        if (broken.get()) {
            throw new IllegalArgumentException("number is broken");
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
        TIME.timePasses(time);
    }

    private void await(Phase phase) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(progress.status().phase()).isEqualTo(phase));
    }

    private static JobEnd end(JobProgress of) throws Exception {
        return of.end().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static boolean has(List<Object> events, Class<?> type) {
        return events.stream().anyMatch(type::isInstance);
    }

    private void failWritesOf(Class<?> type, FailOnce failure) {
        JOURNAL.script((persistenceId, events) -> has(events, type) && failure.isDue()
                ? CompletableFuture.completedStage(Outcome.FAILED)
                : JournalScript.stored());
    }

    /** Lets intervals pass until the coordinator, which may not have heard of its tasks yet, has done something. */
    private void passUntil(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            pass(INTERVAL);
            return condition.call();
        });
    }

    private void checkpoint() {
        long before = progress.lastCheckpoint();
        passUntil(() -> progress.lastCheckpoint() > before);
    }

    @Test
    void restartsOnlyAfterTheBackoff() {
        broken.set(true);
        run(endless());
        await(Phase.BACKING_OFF);
        broken.set(false);

        pass(BACKOFF.minusMillis(1));
        assertThat(progress.status().phase()).isEqualTo(Phase.BACKING_OFF);
        pass(Duration.ofMillis(1));

        await(Phase.RUNNING);
        assertThat(progress.status().generation()).isEqualTo(2);
    }

    @Test
    void backoffGrowsWithEachFailureUpToItsLimit() {
        broken.set(true);
        run(endless());
        await(Phase.BACKING_OFF);
        pass(BACKOFF);
        Awaitility.await().until(() -> progress.status().restarts() == 2);
        await(Phase.BACKING_OFF);
        broken.set(false);

        pass(Duration.ofMillis(149));
        assertThat(progress.status().phase()).isEqualTo(Phase.BACKING_OFF);
        pass(Duration.ofMillis(1));

        await(Phase.RUNNING);
    }

    @Test
    void isSuspendedPastTheLimitWithOperatorAndCause() throws Exception {
        broken.set(true);
        run(endless());
        for (int restart = 1; restart <= 2; restart++) {
            int expected = restart;
            Awaitility.await().until(() -> progress.status().restarts() == expected);
            await(Phase.BACKING_OFF);
            pass(Duration.ofMillis(150));
        }

        JobEnd.Suspended suspended = (JobEnd.Suspended) end(progress);

        assertThat(suspended.operator()).contains("numbers");
        assertThat(suspended.cause()).contains("number is broken");
        assertThat(JOURNAL.events("penstock|" + name)).hasAtLeastOneElementOfType(CheckpointEvent.JobSuspended.class);
    }

    @Test
    void stateThatCannotBeReadSuspendsAtOnce() throws Exception {
        Job before = Job.named(name).checkpointEvery(INTERVAL);
        before.from(NumberSource.upTo(100, 1).holdingBack(50, () -> false))
                .named("numbers")
                .keyBy(n -> n % 3)
                .reduce(Long::sum, Long.class)
                .named("sums")
                .to(sink)
                .named("out");
        ActorRef<JobSupervisor.Command> first = run(before);
        await(Phase.RUNNING);
        first.tell(new JobSupervisor.Stop());
        assertThat(end(progress)).isInstanceOf(JobEnd.Stopped.class);

        JobProgress second = new JobProgress();
        Job after = Job.named(name).checkpointEvery(INTERVAL);
        after.from(NumberSource.upTo(100, 1))
                .named("numbers")
                .map(n -> "n" + n)
                .keyBy(s -> (long) s.length())
                .reduce(String::concat, String.class)
                .named("sums")
                .to(sink)
                .named("out");
        run(after, second, clock);

        assertThat(end(second)).isInstanceOf(JobEnd.Suspended.class);
        assertThat(second.status().restarts()).isZero();
    }

    @Test
    void stopsWhileItsGenerationIsBeingWritten() throws Exception {
        JOURNAL.script((persistenceId, events) ->
                has(events, CheckpointEvent.GenerationStarted.class) ? write : JournalScript.stored());
        ActorRef<JobSupervisor.Command> supervisor = run(endless());

        supervisor.tell(new JobSupervisor.Stop());

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(0));
    }

    @Test
    void stopsWhileItsTasksStart() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        sink.on((point, epoch, lane) -> {
            if (point == Point.OPEN) {
                opening.countDown();
                go.await();
            }
        });
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        opening.await();

        supervisor.tell(new JobSupervisor.Stop());

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(0));
        go.countDown();
    }

    @Test
    void stopsBehindALastCheckpointWhileItRuns() throws Exception {
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        await(Phase.RUNNING);

        supervisor.tell(new JobSupervisor.Stop());
        supervisor.tell(new JobSupervisor.Stop());

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(1));
    }

    @Test
    void stopsWhileItWaitsForARestart() throws Exception {
        broken.set(true);
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        await(Phase.BACKING_OFF);

        supervisor.tell(new JobSupervisor.Stop());

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(0));
    }

    @Test
    void stopsAtTheCheckpointBeforeIfTheLastOneTakesTooLong() throws Exception {
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        await(Phase.RUNNING);
        checkpoint();
        JOURNAL.script((persistenceId, events) -> has(events, SnapshotChunk.class) ? write : JournalScript.stored());

        supervisor.tell(new JobSupervisor.Stop());
        await(Phase.STOPPING);
        pass(Duration.ofSeconds(4));

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(progress.lastCheckpoint()));
    }

    @Test
    void stopsAtTheCheckpointBeforeIfATaskFailsInTheLastOne() throws Exception {
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        await(Phase.RUNNING);
        checkpoint();
        failWritesOf(SnapshotChunk.class, new FailOnce());

        supervisor.tell(new JobSupervisor.Stop());

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(progress.lastCheckpoint()));
    }

    @Test
    void runsOnWithAnotherCoordinatorWhenOneIsLost() {
        failWritesOf(CheckpointEvent.CheckpointStarted.class, new FailOnce());
        run(endless());
        await(Phase.RUNNING);
        passUntil(() -> progress.status().restarts() == 1);

        checkpoint();

        assertThat(progress.status().restarts()).isEqualTo(1);
        assertThat(progress.status().lastFailure()).get().asString().contains("journal");
    }

    @Test
    void outageOfTheJournalThatTasksAndCoordinatorMeetIsOneFailure() {
        FailOnce snapshot = new FailOnce();
        FailOnce abort = new FailOnce();
        JOURNAL.script((persistenceId, events) -> (has(events, SnapshotChunk.class) && snapshot.isDue())
                        || (has(events, CheckpointEvent.CheckpointAborted.class) && abort.isDue())
                ? CompletableFuture.completedStage(Outcome.FAILED)
                : JournalScript.stored());
        run(endless());
        await(Phase.RUNNING);
        passUntil(() -> abort.failures() == 1);

        checkpoint();
        assertThat(progress.status().restarts()).isEqualTo(1);
    }

    @Test
    void isSuspendedAtOnceByAFailureThatNoRestartChanges() throws Exception {
        sink.on((point, epoch, lane) -> {
            if (point == MemorySink.Point.OPEN) {
                throw new PermanentFailureException("may not write: ask for the right to");
            }
        });
        run(endless());

        JobEnd.Suspended suspended = (JobEnd.Suspended) end(progress);

        assertThat(progress.status().restarts()).isZero();
        assertThat(suspended.operator()).contains("out");
        assertThat(suspended.cause())
                .contains("may not write: ask for the right to")
                .contains("run again, the job goes on from its beginning");
    }

    @Test
    void journalThatNeverTakesAGenerationSuspends() throws Exception {
        failWritesOf(CheckpointEvent.GenerationStarted.class, new FailOnce(100));
        run(endless());
        for (int restart = 1; restart <= 2; restart++) {
            int expected = restart;
            Awaitility.await().until(() -> progress.status().restarts() == expected);
            await(Phase.BACKING_OFF);
            pass(Duration.ofMillis(150));
        }

        assertThat(end(progress)).isInstanceOf(JobEnd.Suspended.class);
    }

    /** Fails once the clock has moved. */
    private static final class FailingTimer implements KeyedProcessFunction<Long, Long, Long> {
        @Override
        public void process(Long value, KeyedContext<Long, Long> context) {
            context.registerProcessingTimer(context.processingTimeMillis() + 1000);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Long, Long> context) {
            throw new IllegalStateException("timer");
        }
    }

    @Test
    void isFinishedAlsoIfATaskFailsWhileThatIsBeingWritten() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        JOURNAL.script((persistenceId, events) -> {
            if (has(events, CheckpointEvent.JobFinished.class)) {
                writing.countDown();
                return write;
            }
            return JournalScript.stored();
        });
        Job job = Job.named(name).checkpointEvery(Duration.ofHours(1));
        job.from(NumberSource.upTo(1, 1))
                .keyBy(n -> n)
                .process(FailingTimer::new)
                .to(sink);
        run(job);
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        pass(Duration.ofSeconds(1));
        Awaitility.await().until(() -> progress.status().restarts() == 1);

        write.complete(Outcome.STORED);

        assertThat(end(progress)).isEqualTo(new JobEnd.Finished(1));
    }

    @Test
    void endIsToldOnlyWhenTheCoordinatorIsGone() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        // Nobody but the coordinator asks for the time of day in this job: when a checkpoint begins and when it is
        // whole.
        Clock slow = new Clock() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            public long currentMillis() {
                if (calls.incrementAndGet() == 2) {
                    busy.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return clock.currentMillis();
            }

            @Override
            public long nanos() {
                return clock.nanos();
            }

            @Override
            public String freshId() {
                return clock.freshId();
            }
        };
        ActorRef<JobSupervisor.Command> supervisor = run(endless(), progress, slow);
        await(Phase.RUNNING);
        supervisor.tell(new JobSupervisor.Stop());
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        pass(Duration.ofSeconds(4));
        KIT.createTestProbe().expectNoMessage(Duration.ofMillis(100));
        assertThat(progress.end().toCompletableFuture()).isNotDone();

        go.countDown();

        assertThat(end(progress)).isInstanceOf(JobEnd.Stopped.class);
    }

    @Test
    void endsAsStoppedWhenTheSystemGoesDown() throws Exception {
        ActorRef<JobSupervisor.Command> supervisor = run(endless());
        await(Phase.RUNNING);
        checkpoint();

        KIT.stop(supervisor);

        assertThat(end(progress)).isEqualTo(new JobEnd.Stopped(progress.lastCheckpoint()));
    }
}
