package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.connector.PermanentFailureException;
import io.penstock.engine.MemorySink;
import io.penstock.engine.MemorySink.Point;
import io.penstock.engine.NumberSource;
import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.Permits;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.fakes.FakeClock;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.graph.JobGraph;
import io.penstock.graph.Operator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SinkTaskTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("pekko.loglevel = \"OFF\"")
            .withFallback(ManualTime.config())
            .withFallback(ScriptedJournal.config("sink-task"))
            .withFallback(ConfigFactory.load()));
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final int CREDIT = 4;
    private static final int ATTEMPTS = 3;
    private static final Duration BACKOFF = Duration.ofMillis(100);
    private static final CheckpointSettings CHECKPOINTS = new CheckpointSettings(
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(60),
            Optional.empty(),
            1 << 20,
            10,
            2,
            1024,
            8,
            1024,
            2.0,
            0,
            1 << 20,
            "",
            "");

    private final String job = "job-" + JOBS.incrementAndGet();
    private final FakeClock clock = new FakeClock();
    private final MemorySink<Object> sink = new MemorySink<>(true);
    private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
    private final TestProbe<TaskProtocol.Report> region = KIT.createTestProbe();
    private final TestProbe<TaskProtocol.Command> sender = KIT.createTestProbe();
    private final TaskId id = new TaskId("out", 0);
    private long sequence;
    private long uncommittedBytes = Long.MAX_VALUE;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private ActorRef<TaskProtocol.Command> start() {
        Job definition = Job.named(job);
        definition.from(NumberSource.upTo(1, 1)).to(sink).named("out");
        JobGraph graph = definition.graph(1);
        Operator head = graph.operator(1);
        TaskSettings settings = new TaskSettings(
                16,
                CREDIT,
                0,
                0,
                1,
                3,
                8,
                16,
                16,
                Duration.ofMillis(10),
                16,
                uncommittedBytes,
                ATTEMPTS,
                BACKOFF,
                "pekko.actor.default-dispatcher",
                "pekko.actor.default-blocking-io-dispatcher");
        OperatorCounters counters = new OperatorCounters();
        ActorRef<TaskProtocol.Command> task = KIT.spawn(SinkTask.create(
                new TaskSetup(
                        job,
                        "id",
                        id,
                        head,
                        List.of(),
                        List.of(),
                        1,
                        1,
                        128,
                        List.of(),
                        0,
                        0,
                        false,
                        settings,
                        CHECKPOINTS,
                        clock,
                        operator -> counters,
                        coordinator.ref(),
                        region.ref()),
                null));
        task.tell(new TaskProtocol.Connect(List.of(), List.of(new TaskProtocol.Upstream(sender.ref(), 0, 0))));
        region.expectMessage(new TaskProtocol.Ready(id, 1));
        task.tell(new TaskProtocol.Start());
        return task;
    }

    private void deliver(ActorRef<TaskProtocol.Command> task, Element element) {
        task.tell(new TaskProtocol.Deliver(new Delivery(0, 1, sequence++, element)));
    }

    private static Batch batch(long value) {
        Batch batch = Batch.plain(1, 16);
        batch.add(value, 0);
        return batch;
    }

    private void pass(Duration time) {
        clock.advance(time);
        TIME.timePasses(time);
    }

    /** A barrier behind one number; returns once the snapshot with what was prepared is stored. */
    private TaskSnapshot prepare(ActorRef<TaskProtocol.Command> task, long checkpoint) {
        deliver(task, batch(checkpoint));
        deliver(task, new Element.Barrier(checkpoint));
        var stored = coordinator.expectMessageClass(CoordinatorProtocol.SnapshotStored.class);
        assertThat(stored.checkpointId()).isEqualTo(checkpoint);
        return stored.snapshot();
    }

    private void permit(ActorRef<TaskProtocol.Command> task, long checkpoint) {
        task.tell(new TaskProtocol.Commit(Permits.of(checkpoint)));
    }

    private void awaitAttempts(AtomicInteger attempts, int expected) {
        Awaitility.await().untilAsserted(() -> assertThat(attempts).hasValue(expected));
    }

    @Test
    void commitThatFailedIsTriedAgainAfterTheBackoff() {
        AtomicInteger attempts = new AtomicInteger();
        sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT && attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("target is away");
            }
        });
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);
        permit(task, 1);
        awaitAttempts(attempts, 1);

        passUntil(attempts, 2);

        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 1));
    }

    /** The result of an attempt reaches the task a moment after the attempt, so the backoff may begin a little later. */
    private void passUntil(AtomicInteger attempts, int expected) {
        Awaitility.await().until(() -> {
            pass(BACKOFF);
            return attempts.get() >= expected;
        });
    }

    @Test
    void commitThatKeepsFailingFailsTheTaskThoughNewPermitsCome() {
        AtomicInteger attempts = new AtomicInteger();
        sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT) {
                attempts.incrementAndGet();
                throw new IllegalStateException("target is gone");
            }
        });
        ActorRef<TaskProtocol.Command> task = start();
        for (int checkpoint = 1; checkpoint <= ATTEMPTS; checkpoint++) {
            prepare(task, checkpoint);
            permit(task, checkpoint);
            passUntil(attempts, checkpoint);
        }

        coordinator.expectTerminated(task);
        assertThat(attempts).hasValue(ATTEMPTS);
    }

    @Test
    void commitThatCanNeverSucceedIsNotTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT) {
                attempts.incrementAndGet();
                throw new PermanentFailureException("not allowed");
            }
        });
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);

        permit(task, 1);

        coordinator.expectTerminated(task);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void epochThatIsNotCommittedIsPartOfTheNextSnapshotAndNotWrittenAgain() {
        ActorRef<TaskProtocol.Command> task = start();
        TaskSnapshot first = prepare(task, 1);

        TaskSnapshot second = prepare(task, 2);

        assertThat(second.ranges().get(0).from())
                .isEqualTo(first.ranges().get(0).from());
        assertThat(second.bytes()).isEqualTo(first.bytes());
    }

    @Test
    void epochThatIsCommittedIsNoPartOfTheNextSnapshot() {
        ActorRef<TaskProtocol.Command> task = start();
        TaskSnapshot first = prepare(task, 1);
        permit(task, 1);
        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 1));

        TaskSnapshot second = prepare(task, 2);

        assertThat(second.ranges().get(0).from())
                .isGreaterThan(first.ranges().get(0).to());
    }

    @Test
    void permitCoversEveryEpochBeforeIt() {
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);
        prepare(task, 2);

        permit(task, 2);

        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 2));
        assertThat(sink.visible()).containsExactly(1L, 2L);
    }

    @Test
    void nothingIsVisibleWithoutAPermit() {
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);
        prepare(task, 2);

        permit(task, 1);

        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 1));
        assertThat(sink.visible()).containsExactly(1L);
    }

    @Test
    void givesNoCreditForWhatIsBeingWritten() {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        sink.on((point, epoch, lane) -> {
            if (point == Point.WRITE) {
                writing.countDown();
                go.await();
            }
        });
        ActorRef<TaskProtocol.Command> task = start();
        for (int i = 0; i < CREDIT; i++) {
            deliver(task, batch(i));
        }
        Awaitility.await().until(() -> writing.getCount() == 0);
        sender.expectNoMessage(Duration.ofMillis(50));

        go.countDown();

        int given = sender.expectMessageClass(TaskProtocol.Credit.class).batches()
                + sender.expectMessageClass(TaskProtocol.Credit.class).batches();
        assertThat(given).isEqualTo(CREDIT);
    }

    @Test
    void takesNothingMoreWhileACommitIsUnderWayAndTooMuchWaitsForIt() {
        uncommittedBytes = 1;
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        sink.on((point, epoch, lane) -> {
            if (point == Point.COMMIT) {
                committing.countDown();
                go.await();
            }
        });
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);
        permit(task, 1);
        Awaitility.await().until(() -> committing.getCount() == 0);
        for (int i = 0; i < CREDIT; i++) {
            deliver(task, batch(i));
        }
        sender.expectNoMessage(Duration.ofMillis(50));

        go.countDown();

        sender.expectMessageClass(TaskProtocol.Credit.class);
    }

    @Test
    void takesTheNextBarrierThoughTooMuchWaitsForAPermit() {
        uncommittedBytes = 1;
        ActorRef<TaskProtocol.Command> task = start();
        prepare(task, 1);

        prepare(task, 2);

        permit(task, 2);
        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 2));
    }

    @Test
    void elementOfAnotherGenerationChangesNothing() {
        ActorRef<TaskProtocol.Command> task = start();
        task.tell(new TaskProtocol.Deliver(new Delivery(0, 99, 0, batch(99))));
        prepare(task, 1);
        permit(task, 1);

        coordinator.expectMessage(new CoordinatorProtocol.Committed(1, id, 1));
        assertThat(sink.visible()).containsExactly(1L);
    }

    @Test
    void lostElementFailsTheTask() {
        ActorRef<TaskProtocol.Command> task = start();
        sequence++;

        deliver(task, batch(1));

        coordinator.expectTerminated(task);
    }
}
