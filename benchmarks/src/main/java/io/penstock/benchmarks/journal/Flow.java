package io.penstock.benchmarks.journal;

import io.penstock.engine.clock.Clock;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** How an application persists. Each actor sends itself its next command once the events of the last one are persisted. */
enum Flow {
    /** A classic persistent actor, {@code persist} of one event for each command: one write under way per actor. */
    PERSIST("persist") {
        @Override
        void start(ActorSystem system, String id, LongAdder persisted) {
            tell(system.actorOf(Props.create(ClassicWriter.class, () -> new ClassicWriter(id, 1, persisted))), 1);
        }
    },
    /** An {@code EventSourcedBehavior}, one event for each command. */
    BEHAVIOR("behavior") {
        @Override
        void start(ActorSystem system, String id, LongAdder persisted) {
            Adapter.spawn(system, TypedWriter.create(id, persisted), id).tell(TypedWriter.Next.NEXT);
        }
    },
    /** {@code persistAllAsync} of 20 events for each command, two commands under way. */
    PERSIST_ALL_ASYNC("persistAllAsync") {
        @Override
        void start(ActorSystem system, String id, LongAdder persisted) {
            tell(
                    system.actorOf(Props.create(ClassicWriter.class, () -> new ClassicWriter(id, TOGETHER, persisted))),
                    UNDER_WAY);
        }
    };

    static final int TOGETHER = 20;
    private static final int UNDER_WAY = 2;

    private final String word;

    Flow(String word) {
        this.word = word;
    }

    /** Starts an actor that writes until its system ends. */
    abstract void start(ActorSystem system, String id, LongAdder persisted);

    static Flow of(String word) {
        return Arrays.stream(values())
                .filter(flow -> flow.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No flow \"" + word + "\"; there are "
                        + Arrays.stream(values()).map(flow -> flow.word).toList()));
    }

    /** Starts actors with persistence ids of their own. */
    void start(ActorSystem system, int actors, LongAdder persisted) {
        String series = Clock.system().freshId();
        for (int i = 0; i < actors; i++) {
            start(system, "sensor-" + series + "-" + i, persisted);
        }
    }

    private static void tell(ActorRef actor, int times) {
        for (int i = 0; i < times; i++) {
            actor.tell(ClassicWriter.Next.NEXT, ActorRef.noSender());
        }
    }
}
