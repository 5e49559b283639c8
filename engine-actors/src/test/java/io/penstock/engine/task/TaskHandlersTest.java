package io.penstock.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.engine.Handling;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.job.EngineSettings;
import io.penstock.engine.job.JobSetup;
import io.penstock.engine.metrics.OperatorCounters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** In Java 17 nothing else notices that a message was added and its handler forgotten. */
class TaskHandlersTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots-handlers"
            pekko.persistence.typed.stash-overflow-strategy = fail
            """).withFallback(ConfigFactory.load()));

    private static final Set<Class<?>> TO_SOURCES = Set.of(
            TaskProtocol.Credit.class,
            TaskProtocol.Connect.class,
            TaskProtocol.Start.class,
            TaskProtocol.Trigger.class,
            TaskProtocol.Drain.class,
            TaskProtocol.Empty.class,
            TaskProtocol.SplitsListed.class,
            TaskProtocol.Unalign.class,
            TaskProtocol.Hold.class,
            TaskProtocol.Reconnect.class,
            TaskProtocol.Completed.class,
            TaskProtocol.Abort.class,
            TaskProtocol.Trim.class);
    private static final Set<Class<?>> TO_OPERATORS = Set.of(
            TaskProtocol.Deliver.class,
            TaskProtocol.Credit.class,
            TaskProtocol.Connect.class,
            TaskProtocol.Start.class,
            TaskProtocol.Hold.class,
            TaskProtocol.Reconnect.class,
            TaskProtocol.Completed.class,
            TaskProtocol.Unalign.class,
            TaskProtocol.Abort.class,
            TaskProtocol.Trim.class);
    private static final Set<Class<?>> TO_SINKS = Set.of(
            TaskProtocol.Deliver.class,
            TaskProtocol.Connect.class,
            TaskProtocol.Start.class,
            TaskProtocol.Unalign.class,
            TaskProtocol.Abort.class,
            TaskProtocol.Commit.class,
            TaskProtocol.Trim.class,
            TaskProtocol.Finish.class);

    /** What the writer and the reader of snapshots tell every task, and what it tells itself about them. */
    private static final Set<Class<?>> OF_SNAPSHOTS = Set.of(
            SnapshotWriter.Acknowledged.class,
            SnapshotWriter.Stored.class,
            SnapshotWriter.Failed.class,
            SnapshotReader.Restored.class,
            SnapshotReader.Failed.class,
            TaskSnapshots.Slice.class);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static TaskSetup setup(int operator) {
        Job job = Job.named("handled");
        job.from(new SilentSource<Long>()).rebalance().to(new SilentSink());
        JobSetup setup = new EngineSettings(KIT.system().settings().config()).setup(job.graph(1), Clock.system());
        return new TaskSetup(
                "handled",
                "0123456789abcdef",
                new TaskId("task", operator),
                setup.graph().operator(operator),
                List.of(),
                List.of(),
                1,
                1,
                128,
                List.of(),
                0,
                0,
                false,
                setup.tasks(),
                setup.checkpoints(),
                setup.clock(),
                any -> new OperatorCounters(),
                KIT.createTestProbe(CoordinatorProtocol.Command.class).getRef(),
                KIT.createTestProbe(TaskProtocol.Report.class).getRef());
    }

    private static List<String> unhandled(
            Class<?> actor, Set<Class<?>> sent, Set<Class<?>> more, Handling.Spawner<Command> spawner) {
        List<Class<?>> types = new ArrayList<>(sent);
        types.addAll(OF_SNAPSHOTS);
        types.addAll(more);
        types.addAll(Handling.nested(actor, Command.class));
        return Handling.unhandled(KIT, spawner, Command.class, Handling.oneOfEach(types));
    }

    @Test
    void everyCommandIsSentToSomeRole() {
        Set<Class<?>> sent = new HashSet<>(TO_SOURCES);
        sent.addAll(TO_OPERATORS);
        sent.addAll(TO_SINKS);

        assertThat(sent).isEqualTo(Set.copyOf(Handling.concrete(Command.class)));
    }

    @Test
    void sourceTaskHandlesEveryCommandItIsSent() {
        Behavior<Command> task = SourceTask.create(setup(0), List.of(0L));

        assertThat(unhandled(SourceTask.class, TO_SOURCES, Set.of(Flusher.Flush.class), () -> task))
                .isEmpty();
    }

    @Test
    void operatorTaskHandlesEveryCommandItIsSent() {
        Behavior<Command> task = OperatorTask.create(setup(1));

        assertThat(unhandled(OperatorTask.class, TO_OPERATORS, Set.of(Flusher.Flush.class), () -> task))
                .isEmpty();
    }

    @Test
    void sinkTaskHandlesEveryCommandItIsSent() {
        Behavior<Command> task = SinkTask.create(setup(2), null);

        assertThat(unhandled(SinkTask.class, TO_SINKS, Set.of(), () -> task)).isEmpty();
    }

    /** Proves that the check bites: a command of another role is noticed. */
    @Test
    void commandThatIsNotForTheRoleIsNoticed() {
        Behavior<Command> task = OperatorTask.create(setup(1));

        assertThat(Handling.unhandled(KIT, () -> task, Command.class, List.of(new TaskProtocol.Trigger(1, false))))
                .containsExactly(TaskProtocol.Trigger.class.getName());
    }
}
