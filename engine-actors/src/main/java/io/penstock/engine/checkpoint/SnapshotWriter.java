package io.penstock.engine.checkpoint;

import java.util.ArrayDeque;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.DeleteMessagesFailure;

/**
 * Writes the snapshots of one task as events of one persistence id, through Pekko Persistence. Chunks are persisted
 * without waiting for one another; {@link Finish} is answered when the journal has acknowledged all before it. A failed
 * or rejected write stops the actor, and with it the task.
 */
public final class SnapshotWriter extends JournalActor {
    private final long generation;
    private final ActorRef owner;
    /** Chunks that were persisted, and how many of them are acknowledged: in the same order. */
    private long written;

    private long acknowledged;
    /** Snapshots whose chunks are all persisted and not all acknowledged, oldest first. */
    private final ArrayDeque<Finishing> finishing = new ArrayDeque<>();

    private long firstOfSnapshot;
    private long lastAcknowledged;
    private long deletedBelow;

    /** A snapshot that is stored once so many chunks are acknowledged. */
    private record Finishing(long checkpointId, long chunks) {}

    /** Asked of a writer. */
    public sealed interface Command {}

    /** Persist a chunk. Not to be changed afterwards. */
    public record Write(long checkpointId, byte[] chunk) implements Command {}

    /** Answer with {@link Stored} once everything before is acknowledged. */
    public record Finish(long checkpointId) implements Command {}

    /**
     * Events before this sequence number are not needed any more.
     *
     * @param firstNeeded beyond the last event: none is needed that is acknowledged by now
     */
    public record Trim(long firstNeeded) implements Command {}

    /** A chunk is acknowledged: one less under way. */
    public record Acknowledged(int bytes) implements TaskProtocol.Internal {}

    /** The chunks of a checkpoint are acknowledged, from one sequence number to another. */
    public record Stored(long checkpointId, long from, long to) implements TaskProtocol.Internal {}

    /** The journal would not take it. The writer stops. */
    public record Failed(Throwable cause) implements TaskProtocol.Internal {}

    private SnapshotWriter(
            String persistenceId, String journalPlugin, String snapshotPlugin, long generation, ActorRef owner) {
        super(persistenceId, journalPlugin, snapshotPlugin);
        this.generation = generation;
        this.owner = owner;
    }

    /**
     * Describes a writer.
     *
     * @param journalPlugin id of the journal plugin, empty = the system's default
     * @param owner told {@link Acknowledged}, {@link Stored} and {@link Failed}
     */
    public static Props props(
            String persistenceId, String journalPlugin, String snapshotPlugin, long generation, ActorRef owner) {
        return Props.create(
                SnapshotWriter.class,
                () -> new SnapshotWriter(persistenceId, journalPlugin, snapshotPlugin, generation, owner));
    }

    /** The persistence id of the snapshots of one task of a job. */
    public static String persistenceId(String jobName, TaskId task) {
        return "penstock|" + jobName + "|" + task.operator() + "|" + task.index();
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(Write.class, this::onWrite)
                .match(Finish.class, this::onFinish)
                .match(Trim.class, this::onTrim)
                .match(DeleteMessagesFailure.class, this::onDeleteFailed)
                .matchAny(other -> {})
                .build();
    }

    private void onWrite(Write write) {
        SnapshotChunk event = new SnapshotChunk(write.checkpointId(), generation, write.chunk());
        written++;
        persistAsync(event, persisted -> {
            acknowledged++;
            lastAcknowledged = lastSequenceNr();
            if (firstOfSnapshot == 0) {
                firstOfSnapshot = lastAcknowledged;
            }
            owner.tell(new Acknowledged(persisted.bytes().length), getSelf());
            tellStored();
        });
    }

    /** Not by {@code deferAsync}, which asks the journal once more, with nothing to write. */
    private void onFinish(Finish finish) {
        finishing.add(new Finishing(finish.checkpointId(), written));
        tellStored();
    }

    private void tellStored() {
        Finishing next = finishing.peek();
        while (next != null && next.chunks() <= acknowledged) {
            finishing.remove();
            owner.tell(new Stored(next.checkpointId(), firstOfSnapshot, lastAcknowledged), getSelf());
            firstOfSnapshot = 0;
            next = finishing.peek();
        }
    }

    private void onTrim(Trim trim) {
        long firstNeeded = Math.min(trim.firstNeeded(), lastSequenceNr() + 1);
        if (firstNeeded > deletedBelow && firstNeeded > 1) {
            deletedBelow = firstNeeded;
            deleteMessages(firstNeeded - 1);
        }
    }

    @Override
    void onDeleteFailed(DeleteMessagesFailure failure) {
        deletedBelow = 0;
        super.onDeleteFailed(failure);
    }

    @Override
    void tellFailed(Throwable cause) {
        owner.tell(new Failed(cause), getSelf());
    }
}
