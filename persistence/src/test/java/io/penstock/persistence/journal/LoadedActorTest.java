package io.penstock.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Pekko's kit measures, without its clock: thousands of commands at once, each event handled in its order. */
class LoadedActorTest {
    private static final int EVENTS = 5_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ActorSystem system;

    @SuppressWarnings("NullAway.Init")
    private ActorTestKit kit;

    @SuppressWarnings("NullAway.Init")
    private TestProbe<Object> probe;

    enum Way {
        PERSIST,
        PERSIST_ASYNC,
        DEFER
    }

    record Command(Way way, int number) {}

    /** Events are the numbers from 1 on, as text; anything else is a failure that is told. */
    private static final class Counter extends AbstractPersistentActor {
        private final ActorRef tell;
        private int last;

        Counter(ActorRef tell) {
            this.tell = tell;
        }

        @Override
        public String persistenceId() {
            return "counter";
        }

        @Override
        public Receive createReceiveRecover() {
            return receiveBuilder()
                    .match(String.class, this::handle)
                    .match(RecoveryCompleted.class, done -> tell.tell("recovered " + last, self()))
                    .build();
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(Command.class, command -> {
                        String event = String.valueOf(command.number());
                        switch (command.way()) {
                            case PERSIST -> persist(event, this::handle);
                            case PERSIST_ASYNC -> persistAsync(event, this::handle);
                            case DEFER -> deferAsync(event, any -> tell.tell("deferred behind " + last, self()));
                        }
                    })
                    .build();
        }

        private void handle(String event) {
            last++;
            if (!event.equals(String.valueOf(last))) {
                tell.tell("expected " + last + ", found " + event, self());
            } else if (last % EVENTS == 0) {
                tell.tell("reached " + last, self());
            }
        }
    }

    @BeforeEach
    void start() {
        system = ActorSystem.create("loaded", PluginTest.config(directory));
        kit = ActorTestKit.create(Adapter.toTyped(system));
        probe = kit.createTestProbe();
    }

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void handlesEventsInOrderWhicheverWayTheyArePersistedAndRecoversAll() {
        ActorRef counter = actor();
        expect("recovered 0");
        feed(counter, Way.PERSIST, 1);
        expect("reached " + EVENTS);
        feed(counter, Way.PERSIST_ASYNC, EVENTS + 1);
        expect("reached " + 2 * EVENTS);
        actor();
        expect("reached " + EVENTS);
        expect("reached " + 2 * EVENTS);
        expect("recovered " + 2 * EVENTS);
    }

    @Test
    void whatIsDeferredComesAfterTheEventsBeforeIt() {
        ActorRef counter = actor();
        expect("recovered 0");
        for (int i = 1; i <= 300; i++) {
            counter.tell(new Command(Way.PERSIST_ASYNC, i), ActorRef.noSender());
            if (i % 100 == 0) {
                counter.tell(new Command(Way.DEFER, i), ActorRef.noSender());
            }
        }
        expect("deferred behind 100");
        expect("deferred behind 200");
        expect("deferred behind 300");
    }

    private ActorRef actor() {
        ActorRef tell = Adapter.toClassic(probe.ref());
        return system.actorOf(Props.create(Counter.class, () -> new Counter(tell)));
    }

    private static void feed(ActorRef counter, Way way, int from) {
        for (int i = from; i < from + EVENTS; i++) {
            counter.tell(new Command(way, i), ActorRef.noSender());
        }
    }

    private void expect(String message) {
        assertThat(probe.receiveMessage(Duration.ofSeconds(60))).isEqualTo(message);
    }
}
