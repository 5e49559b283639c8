package io.penstock.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.engine.Handling;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Command;
import io.penstock.engine.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** In Java 17 nothing else notices that a message was added and its handler forgotten. */
class CoordinatorHandlersTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            pekko.persistence.snapshot-store.local.dir = "target/snapshots-handlers"
            pekko.persistence.typed.stash-overflow-strategy = fail
            """).withFallback(ConfigFactory.load()));

    /** Each coordinator has a history of its own, and takes commands once that is read and a generation has begun. */
    private static final class Spawner implements Handling.Spawner<Command> {
        private int jobs;

        @Override
        public Behavior<Command> behavior() {
            CheckpointSettings settings = new CheckpointSettings(
                    Duration.ofHours(1),
                    Duration.ZERO,
                    Duration.ofHours(1),
                    Optional.empty(),
                    0,
                    1,
                    1,
                    1024,
                    1,
                    1,
                    1,
                    0,
                    0,
                    "",
                    "");
            return CheckpointCoordinator.create(
                    "job-" + ++jobs,
                    settings,
                    Clock.system(),
                    KIT.createTestProbe(CoordinatorProtocol.Signal.class).getRef());
        }

        @Override
        public void wake(ActorRef<Command> coordinator) {
            TestProbe<CoordinatorProtocol.BeginReply> begun = KIT.createTestProbe(CoordinatorProtocol.BeginReply.class);
            coordinator.tell(new CoordinatorProtocol.Begin(new GraphRecord(1, List.of()), begun.getRef()));
            begun.expectMessageClass(CoordinatorProtocol.Granted.class);
        }
    }

    /** A message that no coordinator knows. */
    private record Unknown() implements CoordinatorProtocol.Internal {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void coordinatorHandlesEveryCommand() {
        List<Class<?>> types = new ArrayList<>(Handling.concrete(Command.class));
        types.addAll(Handling.nested(CheckpointCoordinator.class, Command.class));

        assertThat(types).hasSizeGreaterThan(8);
        assertThat(Handling.unhandled(KIT, new Spawner(), Command.class, Handling.oneOfEach(types)))
                .isEmpty();
    }

    /** Proves that the check bites. */
    @Test
    void commandWithoutAHandlerIsNoticed() {
        assertThat(Handling.unhandled(KIT, new Spawner(), Command.class, List.of(new Unknown())))
                .containsExactly(Unknown.class.getName());
    }
}
