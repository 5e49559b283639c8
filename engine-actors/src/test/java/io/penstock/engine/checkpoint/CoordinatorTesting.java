package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.fakes.FakeClock;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/**
 * A coordinator with a journal that obeys a script, manual time, and tasks that are probes: a source, an operator and two
 * tasks of a sink.
 */
abstract class CoordinatorTesting {
    static final String STORE = "coordinator";
    static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    static final AtomicInteger JOBS = new AtomicInteger();
    static final Duration INTERVAL = Duration.ofSeconds(1);
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Long enough for a message that should not come. */
    static final Duration SHORT = Duration.ofMillis(50);

    static final GraphRecord GRAPH = new GraphRecord(
            128,
            List.of(
                    new GraphRecord.OperatorRecord("numbers", "source", 1, true),
                    new GraphRecord.OperatorRecord("sums", "reduce", 1, true),
                    new GraphRecord.OperatorRecord("out", "sink", 2, true)));

    final ActorTestKit kit;
    final ManualTime manualTime;
    final String job = "job-" + JOBS.incrementAndGet();
    final FakeClock clock = new FakeClock();
    final TestProbe<CoordinatorProtocol.Signal> supervisor;
    final TestProbe<CoordinatorProtocol.BeginReply> begun;
    final FakeTask source;
    final FakeTask operator;
    final FakeTask sink0;
    final FakeTask sink1;
    final List<FakeTask> tasks;
    CheckpointSettings settings = settings(Duration.ZERO, 10, 2);
    ActorRef<CoordinatorProtocol.Command> coordinator;
    long generation;

    /** To be called with a kit of the class, which it shuts down. */
    CoordinatorTesting(ActorTestKit kit) {
        this.kit = kit;
        this.manualTime = ManualTime.get(kit.system());
        this.supervisor = kit.createTestProbe();
        this.begun = kit.createTestProbe();
        this.source = new FakeTask("numbers", 0, Role.SOURCE);
        this.operator = new FakeTask("sums", 0, Role.OPERATOR);
        this.sink0 = new FakeTask("out", 0, Role.SINK);
        this.sink1 = new FakeTask("out", 1, Role.SINK);
        this.tasks = List.of(source, operator, sink0, sink1);
        this.coordinator = spawn();
    }

    static ActorTestKit newKit() {
        return ActorTestKit.create(
                ManualTime.config().withFallback(ScriptedJournal.config(STORE)).withFallback(ConfigFactory.load()));
    }

    /** A task as the coordinator sees it. Each of its snapshots is a base of one event. */
    final class FakeTask {
        final TaskId id;
        final Role role;
        final TestProbe<TaskProtocol.Command> probe = kit.createTestProbe();
        long sequence;

        FakeTask(String operator, int index, Role role) {
            this.id = new TaskId(operator, index);
            this.role = role;
        }

        String persistenceId() {
            return SnapshotWriter.persistenceId(job, id);
        }

        void stored(long checkpointId) {
            sequence++;
            SnapshotRange range = new SnapshotRange(persistenceId(), sequence, sequence);
            coordinator.tell(new CoordinatorProtocol.SnapshotStored(
                    generation, checkpointId, new TaskSnapshot(id, List.of(range), 10)));
        }

        void committed(long checkpointId) {
            coordinator.tell(new CoordinatorProtocol.Committed(generation, id, checkpointId));
        }

        void ended() {
            coordinator.tell(new CoordinatorProtocol.TaskEnded(generation, id));
        }

        void expectCommit(long checkpointId) {
            assertThat(next(TaskProtocol.Commit.class).permit().checkpointId()).isEqualTo(checkpointId);
        }

        /** The next message that does not say what may be deleted. */
        <M extends TaskProtocol.Command> M next(Class<M> type) {
            TaskProtocol.Command next = probe.receiveMessage();
            while (next instanceof TaskProtocol.Trim || next instanceof TaskProtocol.Completed) {
                next = probe.receiveMessage();
            }
            assertThat(next).isInstanceOf(type);
            return type.cast(next);
        }

        TaskProtocol.Trim expectTrim() {
            TaskProtocol.Command next = probe.receiveMessage();
            while (next instanceof TaskProtocol.Completed) {
                next = probe.receiveMessage();
            }
            assertThat(next).isInstanceOf(TaskProtocol.Trim.class);
            return (TaskProtocol.Trim) next;
        }

        void expectNothing() {
            probe.expectNoMessage(SHORT);
        }
    }

    /** As they are, but with a timeout for the alignment. */
    static CheckpointSettings alignedFor(Optional<Duration> alignmentTimeout) {
        return new CheckpointSettings(
                INTERVAL,
                Duration.ZERO,
                TIMEOUT,
                alignmentTimeout,
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
    }

    static CheckpointSettings settings(Duration minPause, int toleratedAborts, int retained) {
        return new CheckpointSettings(
                INTERVAL,
                minPause,
                TIMEOUT,
                Optional.empty(),
                1 << 20,
                toleratedAborts,
                retained,
                1024,
                8,
                1024,
                2.0,
                0,
                1 << 20,
                "",
                "");
    }

    static CheckpointSettings every(Duration interval, int retained) {
        return new CheckpointSettings(
                interval,
                Duration.ZERO,
                TIMEOUT,
                Optional.empty(),
                1 << 20,
                10,
                retained,
                1024,
                8,
                1024,
                2.0,
                0,
                1 << 20,
                "",
                "");
    }

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
        kit.stop(coordinator);
    }

    ActorRef<CoordinatorProtocol.Command> spawn() {
        return kit.spawn(CheckpointCoordinator.create(job, settings, clock, supervisor.ref()));
    }

    void restartWith(CheckpointSettings next) {
        kit.stop(coordinator);
        settings = next;
        coordinator = spawn();
    }

    CoordinatorProtocol.BeginReply begin(GraphRecord graph) {
        coordinator.tell(new CoordinatorProtocol.Begin(graph, begun.ref()));
        return begun.receiveMessage();
    }

    CoordinatorProtocol.Granted begin() {
        CoordinatorProtocol.Granted granted = (CoordinatorProtocol.Granted) begin(GRAPH);
        generation = granted.generation();
        return granted;
    }

    void tasksRun() {
        coordinator.tell(new CoordinatorProtocol.TasksRunning(
                generation,
                tasks.stream()
                        .map(task -> new TaskEntry(task.id, generation, task.role, task.probe.ref()))
                        .toList()));
    }

    void start() {
        begin();
        tasksRun();
        settle();
    }

    /** Returns when the coordinator has handled everything it was sent before: only an answer proves that. */
    void settle() {
        TestProbe<CoordinatorProtocol.Suspended> answer = kit.createTestProbe();
        coordinator.tell(new CoordinatorProtocol.Suspend("", "settle", answer.ref()));
        answer.receiveMessage();
    }

    void pass(Duration time) {
        clock.advance(time);
        manualTime.timePasses(time);
    }

    long expectTrigger(boolean stop) {
        TaskProtocol.Trigger trigger = source.next(TaskProtocol.Trigger.class);
        assertThat(trigger.stop()).isEqualTo(stop);
        return trigger.checkpointId();
    }

    long trigger() {
        pass(INTERVAL);
        return expectTrigger(false);
    }

    void storeAll(long checkpointId) {
        tasks.forEach(task -> task.stored(checkpointId));
    }

    CompletedCheckpoint expectCompleted() {
        return supervisor
                .expectMessageClass(CoordinatorProtocol.Completed.class)
                .checkpoint();
    }

    /** A checkpoint from its trigger to its last commit. */
    long checkpoint() {
        long id = trigger();
        storeAll(id);
        assertThat(expectCompleted().id()).isEqualTo(id);
        for (FakeTask sink : List.of(sink0, sink1)) {
            sink.expectCommit(id);
            sink.committed(id);
        }
        return id;
    }

    List<CheckpointEvent> journal() {
        List<CheckpointEvent> events = new ArrayList<>();
        JOURNAL.events(CheckpointCoordinator.persistenceId(job)).stream()
                .map(CheckpointEvent.class::cast)
                .filter(event -> !(event instanceof CheckpointEvent.JobSuspended))
                .forEach(events::add);
        return events;
    }

    void awaitJournal(CheckpointEvent last) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(journal().get(journal().size() - 1)).isEqualTo(last));
    }

    static boolean isCompletion(List<Object> events) {
        return events.stream().anyMatch(CheckpointEvent.CheckpointCompleted.class::isInstance);
    }
}
