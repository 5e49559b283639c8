package io.penstock.engine.checkpoint;

import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.DeleteMessagesFailure;

/**
 * Writes one log of a task: a lane of the ingress journal of a source, or what a channel of a journaled edge carries.
 * Entries are persisted without waiting for one another, and acknowledged in order. A failed or rejected write stops the
 * actor, and with it the task.
 */
public final class LogWriter extends JournalActor {
    private final Owner owner;

    /** Asked of a writer. */
    public sealed interface Command {}

    public record Write(LogEntry entry) implements Command {}

    /** Entries up to this sequence number are not needed any more. */
    public record Trim(long through) implements Command {}

    /**
     * Who is told what became of the entries.
     *
     * @param written makes the message that the oldest entry that was not acknowledged yet now is, of its sequence number
     * @param failed makes the message that the journal would not take one; the writer stops
     */
    public record Owner(
            ActorRef ref,
            LongFunction<TaskProtocol.Internal> written,
            Function<Throwable, TaskProtocol.Internal> failed) {}

    private LogWriter(String persistenceId, CheckpointSettings settings, Owner owner) {
        super(persistenceId, settings.journalPlugin(), settings.snapshotPlugin());
        this.owner = owner;
    }

    /** Describes a writer. */
    public static Props props(String persistenceId, CheckpointSettings settings, Owner owner) {
        return Props.create(LogWriter.class, () -> new LogWriter(persistenceId, settings, owner));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(
                        Write.class,
                        write -> persistAsync(write.entry(), persisted -> owner.ref()
                                .tell(owner.written().apply(lastSequenceNr()), getSelf())))
                .match(Trim.class, trim -> deleteMessages(trim.through()))
                .match(DeleteMessagesFailure.class, this::onDeleteFailed)
                .matchAny(other -> {})
                .build();
    }

    @Override
    void tellFailed(Throwable cause) {
        owner.ref().tell(owner.failed().apply(cause), getSelf());
    }
}
