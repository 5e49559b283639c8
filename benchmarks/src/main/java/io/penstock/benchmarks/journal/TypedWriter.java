package io.penstock.benchmarks.journal;

import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Persists one event after the other without end. */
final class TypedWriter extends EventSourcedBehavior<TypedWriter.Next, Measured, Long> {
    private final ActorContext<Next> context;
    private final LongAdder persisted;

    enum Next {
        NEXT
    }

    private TypedWriter(PersistenceId id, ActorContext<Next> context, LongAdder persisted) {
        super(id);
        this.context = context;
        this.persisted = persisted;
    }

    static Behavior<Next> create(String id, LongAdder persisted) {
        return Behaviors.setup(context -> new TypedWriter(PersistenceId.ofUniqueId(id), context, persisted));
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<Next, Measured, Long> commandHandler() {
        return (number, next) -> Effect()
                .persist(new Measured(number & 1023, 1_790_000_000_000L + number, number * 0.5))
                .thenRun(now -> {
                    persisted.increment();
                    context.getSelf().tell(next);
                });
    }

    @Override
    public EventHandler<Long, Measured> eventHandler() {
        return (number, event) -> number + 1;
    }
}
