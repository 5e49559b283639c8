package io.penstock.persistence.journal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A persistent actor that keeps what it is told, for tests. */
final class Notebook extends EventSourcedBehavior<Notebook.Command, Notebook.Added, Notebook.Notes> {
    private final int snapshotEvery;

    sealed interface Command {}

    record Add(String note, ActorRef<List<String>> replyTo) implements Command {}

    record Get(ActorRef<List<String>> replyTo) implements Command {}

    record Added(String note) implements Serializable {}

    record Notes(ArrayList<String> notes) implements Serializable {}

    private Notebook(PersistenceId id, int snapshotEvery) {
        super(id);
        this.snapshotEvery = snapshotEvery;
    }

    /** With {@code snapshotEvery > 0} events behind a Pekko snapshot are deleted. */
    static Behavior<Command> create(PersistenceId id, int snapshotEvery) {
        return new Notebook(id, snapshotEvery);
    }

    @Override
    public Notes emptyState() {
        return new Notes(new ArrayList<>());
    }

    @Override
    public CommandHandler<Command, Added, Notes> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Add.class, (state, add) -> Effect()
                        .persist(new Added(add.note()))
                        .thenReply(add.replyTo(), now -> List.copyOf(now.notes())))
                .onCommand(Get.class, (state, get) -> Effect().reply(get.replyTo(), List.copyOf(state.notes())))
                .build();
    }

    @Override
    public EventHandler<Notes, Added> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(Added.class, (state, event) -> {
                    ArrayList<String> notes = new ArrayList<>(state.notes());
                    notes.add(event.note());
                    return new Notes(notes);
                })
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return snapshotEvery > 0
                ? RetentionCriteria.snapshotEvery(snapshotEvery, 1).withDeleteEventsOnSnapshot()
                : RetentionCriteria.disabled();
    }
}
