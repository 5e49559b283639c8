package io.penstock.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.api.Job;
import io.penstock.engine.Handling;
import io.penstock.engine.SilentSink;
import io.penstock.engine.SilentSource;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** In Java 17 nothing else notices that a message was added and its handler forgotten. */
class SupervisorHandlersTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots-handlers"
            pekko.persistence.typed.stash-overflow-strategy = fail
            """).withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static JobSetup setup() {
        Job job = Job.named("handled");
        job.from(new SilentSource<Long>()).to(new SilentSink());
        return new EngineSettings(KIT.system().settings().config()).setup(job.graph(1), Clock.system());
    }

    private static Behavior<TaskSupervisorProtocol.Command> tasks() {
        JobSetup setup = setup();
        return TaskSupervisor.create(
                new TaskSupervisor.Attempt(
                        setup,
                        new Layout(setup.graph(), true, 128),
                        new CoordinatorProtocol.Granted("id", 1, Optional.empty(), Optional.empty(), 0, false),
                        new JobMetrics(setup.graph()),
                        new RestartDecisions(setup.subtreeRestarts())),
                KIT.createTestProbe(CoordinatorProtocol.Command.class).getRef(),
                KIT.createTestProbe(TaskSupervisorProtocol.Report.class).getRef());
    }

    /** A message that no supervisor knows. */
    private record Unknown() implements TaskSupervisorProtocol.Internal {}

    @Test
    void jobSupervisorHandlesEveryCommand() {
        List<Class<?>> types = Handling.concrete(JobSupervisor.Command.class);

        assertThat(types).hasSizeGreaterThan(4);
        assertThat(Handling.unhandled(
                        KIT,
                        () -> JobSupervisor.create(setup(), new JobProgress()),
                        JobSupervisor.Command.class,
                        Handling.oneOfEach(types)))
                .isEmpty();
    }

    @Test
    void regionSupervisorHandlesEveryCommand() {
        List<Class<?>> types = new ArrayList<>(Handling.concrete(TaskSupervisorProtocol.Command.class));
        types.addAll(Handling.nested(TaskSupervisor.class, TaskSupervisorProtocol.Command.class));

        assertThat(types).hasSizeGreaterThan(3);
        assertThat(Handling.unhandled(
                        KIT,
                        SupervisorHandlersTest::tasks,
                        TaskSupervisorProtocol.Command.class,
                        Handling.oneOfEach(types)))
                .isEmpty();
    }

    /** Proves that the check bites. */
    @Test
    void commandWithoutAHandlerIsNoticed() {
        assertThat(Handling.unhandled(
                        KIT,
                        SupervisorHandlersTest::tasks,
                        TaskSupervisorProtocol.Command.class,
                        List.of(new Unknown())))
                .containsExactly(Unknown.class.getName());
    }
}
