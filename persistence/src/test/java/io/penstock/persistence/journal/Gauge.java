package io.penstock.persistence.journal;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A persistent actor that knows its last reading only; an event is a text with padding, so that it takes room. */
final class Gauge extends EventSourcedBehavior<Gauge.Read, String, String> {
    private static final int SNAPSHOT_EVERY = 20;

    private final boolean deletes;

    /** A new reading; the answer is the state, without its padding. */
    record Read(long value, int bytes, ActorRef<String> replyTo) {}

    private Gauge(PersistenceId id, boolean deletes) {
        super(id);
        this.deletes = deletes;
    }

    /** With {@code deletes}, events behind a Pekko snapshot are deleted, and snapshots behind the last two. */
    static Behavior<Read> create(String id, boolean deletes) {
        return new Gauge(PersistenceId.ofUniqueId(id), deletes);
    }

    @Override
    public String emptyState() {
        return "";
    }

    @Override
    public CommandHandler<Read, String, String> commandHandler() {
        return (state, read) -> Effect()
                .persist(read.value() + " " + "x".repeat(read.bytes()))
                .thenReply(read.replyTo(), now -> now.substring(0, now.indexOf(' ')));
    }

    @Override
    public EventHandler<String, String> eventHandler() {
        return (state, event) -> event;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return deletes
                ? RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot()
                : RetentionCriteria.disabled();
    }
}
