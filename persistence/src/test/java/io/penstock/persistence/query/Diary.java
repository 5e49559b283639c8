package io.penstock.persistence.query;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.journal.EventAdapter;
import org.apache.pekko.persistence.journal.EventSeq;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A persistent actor whose events pass an adapter: written as text, tagged by number, read as text. */
final class Diary extends EventSourcedBehavior<Diary.Command, Object, Long> {
    private final String id;
    private final int snapshotEvery;

    sealed interface Command {}

    record Write(ActorRef<Long> replyTo) implements Command {}

    /** The domain's own type; the journal sees text. */
    record Entry(String id, long number) {}

    /** Configured in the journal's block. */
    static final class Adapter implements EventAdapter {
        @Override
        public String manifest(Object event) {
            return "entry-v1";
        }

        @Override
        public Object toJournal(Object event) {
            Entry entry = (Entry) event;
            String text = entry.id() + " " + entry.number();
            return entry.number() % 2 == 0 ? new Tagged(text, Set.of("even")) : text;
        }

        @Override
        public EventSeq fromJournal(Object event, String manifest) {
            return EventSeq.single(manifest.equals("entry-v1") ? event : "unknown manifest " + manifest);
        }
    }

    private Diary(String id, int snapshotEvery) {
        super(PersistenceId.ofUniqueId(id));
        this.id = id;
        this.snapshotEvery = snapshotEvery;
    }

    static Behavior<Command> create(String id, int snapshotEvery) {
        return new Diary(id, snapshotEvery);
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<Command, Object, Long> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Write.class, (state, write) -> Effect()
                        .persist(new Entry(id, state + 1))
                        .thenReply(write.replyTo(), now -> now))
                .build();
    }

    @Override
    public EventHandler<Long, Object> eventHandler() {
        return (state, event) -> state + 1;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return snapshotEvery > 0
                ? RetentionCriteria.snapshotEvery(snapshotEvery, 1).withDeleteEventsOnSnapshot()
                : RetentionCriteria.disabled();
    }
}
