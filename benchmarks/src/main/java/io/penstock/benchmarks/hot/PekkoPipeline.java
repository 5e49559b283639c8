package io.penstock.benchmarks.hot;

import io.penstock.function.MapFunction;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The least that actors can do: a source, operators and an end that pass arrays and give credit back. No gates, no
 * counters, no barriers, no failures.
 */
final class PekkoPipeline {
    private static final int CREDIT = 8;

    private PekkoPipeline() {}

    /** What the actors are told. */
    sealed interface Message {}

    record Values(Object[] values, ActorRef<Message> sender) implements Message {}

    record Credit(int batches) implements Message {}

    static void start(ActorSystem<?> system, int operators, int batch, CountingEnd end) {
        ActorRef<Message> next = system.systemActorOf(End.create(end), "end", Props.empty());
        for (int i = 0; i < operators; i++) {
            next = system.systemActorOf(Operator.create(value -> value, next), "operator-" + i, Props.empty());
        }
        system.systemActorOf(Start.create(batch, next), "start", Props.empty());
    }

    /** Sends as long as it has credit. */
    private static final class Start extends AbstractBehavior<Message> {
        private static final Long VALUE = 1_000_000L;
        private final ActorRef<Message> next;
        private final int batch;

        private Start(ActorContext<Message> context, int batch, ActorRef<Message> next) {
            super(context);
            this.batch = batch;
            this.next = next;
            send(CREDIT);
        }

        static Behavior<Message> create(int batch, ActorRef<Message> next) {
            return Behaviors.setup(context -> new Start(context, batch, next));
        }

        @Override
        public Receive<Message> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Credit.class, credit -> send(credit.batches()))
                    .build();
        }

        private Behavior<Message> send(int batches) {
            for (int i = 0; i < batches; i++) {
                Object[] values = new Object[batch];
                Arrays.fill(values, VALUE);
                next.tell(new Values(values, getContext().getSelf()));
            }
            return this;
        }
    }

    /** Gives credit for what it has handled, half of it at a time. */
    private static final class Owed {
        private int owed;

        void handled(ActorRef<Message> sender) {
            if (++owed == CREDIT / 2) {
                sender.tell(new Credit(owed));
                owed = 0;
            }
        }
    }

    private static final class Operator extends AbstractBehavior<Message> {
        private final MapFunction<Object, Object> function;
        private final ActorRef<Message> next;
        private final Owed owed = new Owed();
        private final ArrayDeque<Values> waiting = new ArrayDeque<>();
        private int credit = CREDIT;

        private Operator(ActorContext<Message> context, MapFunction<Object, Object> function, ActorRef<Message> next) {
            super(context);
            this.function = function;
            this.next = next;
        }

        static Behavior<Message> create(MapFunction<Object, Object> function, ActorRef<Message> next) {
            return Behaviors.setup(context -> new Operator(context, function, next));
        }

        @Override
        public Receive<Message> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Values.class, this::onValues)
                    .onMessage(Credit.class, this::onCredit)
                    .build();
        }

        private Behavior<Message> onValues(Values message) throws Exception {
            waiting.add(message);
            return proceed();
        }

        private Behavior<Message> onCredit(Credit message) throws Exception {
            credit += message.batches();
            return proceed();
        }

        private Behavior<Message> proceed() throws Exception {
            while (credit > 0 && !waiting.isEmpty()) {
                Values message = waiting.remove();
                Object[] values = message.values();
                for (int i = 0; i < values.length; i++) {
                    values[i] = function.map(values[i]);
                }
                credit--;
                next.tell(new Values(values, getContext().getSelf()));
                owed.handled(message.sender());
            }
            return this;
        }
    }

    private static final class End extends AbstractBehavior<Message> {
        private final CountingEnd end;
        private final Owed owed = new Owed();

        private End(ActorContext<Message> context, CountingEnd end) {
            super(context);
            this.end = end;
        }

        static Behavior<Message> create(CountingEnd end) {
            return Behaviors.setup(context -> new End(context, end));
        }

        @Override
        public Receive<Message> createReceive() {
            return newReceiveBuilder().onMessage(Values.class, this::onValues).build();
        }

        private Behavior<Message> onValues(Values message) {
            end.add(message.values(), message.values().length);
            owed.handled(message.sender());
            return this;
        }
    }
}
