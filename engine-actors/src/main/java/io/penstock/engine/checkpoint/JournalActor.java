package io.penstock.engine.checkpoint;

import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes or reads the events of one persistence id for an owner. Whatever fails is told to the owner, and the actor stops.
 * A reader overrides what is recovered, a writer what is received.
 *
 * <p>A classic persistent actor and not an {@code EventSourcedBehavior}: it pipelines writes, deletes by sequence number,
 * and recovers nothing or a part, all of which the typed one cannot.
 */
abstract class JournalActor extends AbstractPersistentActor {
    private static final Logger log = LoggerFactory.getLogger(JournalActor.class);

    private final String persistenceId;
    private final String journalPlugin;
    private final String snapshotPlugin;

    /**
     * To be called by subclasses.
     *
     * @param journalPlugin id of the journal plugin, empty = the system's default
     */
    JournalActor(String persistenceId, String journalPlugin, String snapshotPlugin) {
        this.persistenceId = persistenceId;
        this.journalPlugin = journalPlugin;
        this.snapshotPlugin = snapshotPlugin;
    }

    /** Tells the owner why the actor stops. */
    abstract void tellFailed(Throwable cause);

    @Override
    public final String persistenceId() {
        return persistenceId;
    }

    @Override
    public final String journalPluginId() {
        return journalPlugin;
    }

    @Override
    public final String snapshotPluginId() {
        return snapshotPlugin;
    }

    @Override
    public Recovery recovery() {
        return Recovery.none();
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder().matchAny(event -> {}).build();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().matchAny(message -> {}).build();
    }

    /** What could not be deleted now is deleted with the next trim, which reaches further. */
    void onDeleteFailed(DeleteMessagesFailure failure) {
        log.warn(
                "the journal could not delete events of {} up to {}: it is tried again after the next checkpoint",
                persistenceId,
                failure.toSequenceNr(),
                failure.cause());
    }

    @Override
    public final void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
        tellFailed(cause);
        super.onPersistFailure(cause, event, sequenceNr);
    }

    @Override
    public final void onPersistRejected(Throwable cause, Object event, long sequenceNr) {
        tellFailed(cause);
        getContext().stop(getSelf());
    }

    @Override
    public final void onRecoveryFailure(Throwable cause, scala.Option<Object> event) {
        tellFailed(cause);
        super.onRecoveryFailure(cause, event);
    }
}
