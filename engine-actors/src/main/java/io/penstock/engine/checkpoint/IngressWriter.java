package io.penstock.engine.checkpoint;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one lane of the ingress journal of a source: what was read, before it is acknowledged or sent on. Entries are
 * persisted without waiting for one another, and acknowledged in order. A failed or rejected write stops the actor, and
 * with it the task.
 *
 * <p>A classic persistent actor for the reasons given at {@link SnapshotWriter}.
 */
public final class IngressWriter extends AbstractPersistentActor {
    private static final Logger log = LoggerFactory.getLogger(IngressWriter.class);

    private final String persistenceId;
    private final String journalPlugin;
    private final String snapshotPlugin;
    private final ActorRef owner;

    /** Asked of a writer. */
    public sealed interface Command {}

    public record Write(IngressEntry entry) implements Command {}

    /** Entries up to this sequence number are not needed any more. */
    public record Trim(long through) implements Command {}

    /** The oldest entry that was not acknowledged yet now is. */
    public record Written(long sequence) implements TaskProtocol.Internal {}

    /** The journal would not take it. The writer stops. */
    public record Failed(Throwable cause) implements TaskProtocol.Internal {}

    private IngressWriter(String persistenceId, CheckpointSettings settings, ActorRef owner) {
        this.persistenceId = persistenceId;
        this.journalPlugin = settings.journalPlugin();
        this.snapshotPlugin = settings.snapshotPlugin();
        this.owner = owner;
    }

    /**
     * Describes a writer.
     *
     * @param owner told {@link Written} and {@link Failed}
     */
    public static Props props(String persistenceId, CheckpointSettings settings, ActorRef owner) {
        return Props.create(IngressWriter.class, () -> new IngressWriter(persistenceId, settings, owner));
    }

    /** The persistence id of a lane of the ingress journal of a source. */
    public static String persistenceId(String jobName, String source, int lane) {
        return "penstock|" + jobName + "|" + source + "|ingress|" + lane;
    }

    @Override
    public String persistenceId() {
        return persistenceId;
    }

    @Override
    public String journalPluginId() {
        return journalPlugin;
    }

    @Override
    public String snapshotPluginId() {
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
        return receiveBuilder()
                .match(
                        Write.class,
                        write -> persistAsync(
                                write.entry(), persisted -> owner.tell(new Written(lastSequenceNr()), getSelf())))
                .match(Trim.class, trim -> deleteMessages(trim.through()))
                .match(DeleteMessagesFailure.class, this::onDeleteFailed)
                .matchAny(other -> {})
                .build();
    }

    /** The next trim reaches further. */
    private void onDeleteFailed(DeleteMessagesFailure failure) {
        log.warn(
                "the journal could not delete entries of {} up to {}: it is tried again after the next checkpoint",
                persistenceId,
                failure.toSequenceNr(),
                failure.cause());
    }

    @Override
    public void onPersistFailure(Throwable cause, Object event, long sequenceNr) {
        owner.tell(new Failed(cause), getSelf());
        super.onPersistFailure(cause, event, sequenceNr);
    }

    @Override
    public void onPersistRejected(Throwable cause, Object event, long sequenceNr) {
        owner.tell(new Failed(cause), getSelf());
        getContext().stop(getSelf());
    }

    @Override
    public void onRecoveryFailure(Throwable cause, scala.Option<Object> event) {
        owner.tell(new Failed(cause), getSelf());
        super.onRecoveryFailure(cause, event);
    }
}
