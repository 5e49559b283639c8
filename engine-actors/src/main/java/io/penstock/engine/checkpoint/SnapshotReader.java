package io.penstock.engine.checkpoint;

import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.Recovery;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * Reads the ranges of one snapshot back, oldest first, by recovering its persistence id up to the end of the last range.
 * Each chunk is handed to a consumer on this actor's thread while the task waits; then the owner is told {@link Restored}
 * and the reader stops. It never writes.
 */
public final class SnapshotReader extends JournalActor {
    private final List<SnapshotRange> ranges;
    private final Consumer<byte[]> chunks;
    private final ActorRef owner;
    private int range;
    private long expected;

    /** All ranges were read. */
    public record Restored(String persistenceId) implements TaskProtocol.Internal {}

    /** The journal could not give what the checkpoint needs, or it could not be read. */
    public record Failed(Throwable cause) implements TaskProtocol.Internal {}

    private SnapshotReader(
            String persistenceId,
            String journalPlugin,
            String snapshotPlugin,
            List<SnapshotRange> ranges,
            Consumer<byte[]> chunks,
            ActorRef owner) {
        super(persistenceId, journalPlugin, snapshotPlugin);
        this.ranges = ranges;
        this.chunks = chunks;
        this.owner = owner;
        this.expected = ranges.get(0).from();
    }

    /**
     * Describes a reader.
     *
     * @param ranges all of one persistence id, oldest first; at least one
     */
    public static Props props(
            String journalPlugin,
            String snapshotPlugin,
            List<SnapshotRange> ranges,
            Consumer<byte[]> chunks,
            ActorRef owner) {
        String persistenceId = ranges.get(0).persistenceId();
        return Props.create(
                SnapshotReader.class,
                () -> new SnapshotReader(persistenceId, journalPlugin, snapshotPlugin, ranges, chunks, owner));
    }

    @Override
    public Recovery recovery() {
        return Recovery.create(
                SnapshotSelectionCriteria.none(), ranges.get(ranges.size() - 1).to());
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(SnapshotChunk.class, this::onChunk)
                .match(RecoveryCompleted.class, completed -> onCompleted())
                .build();
    }

    private void onChunk(SnapshotChunk chunk) {
        long sequence = lastSequenceNr();
        if (range >= ranges.size() || sequence < ranges.get(range).from()) {
            return;
        }
        if (sequence != expected) {
            throw new IllegalStateException("the journal has no event " + expected + " of " + persistenceId()
                    + ", which the checkpoint needs, but has " + sequence);
        }
        chunks.accept(chunk.bytes());
        if (sequence == ranges.get(range).to()) {
            range++;
            expected = range < ranges.size() ? ranges.get(range).from() : 0;
        } else {
            expected++;
        }
    }

    private void onCompleted() {
        if (range < ranges.size()) {
            owner.tell(
                    new Failed(new IllegalStateException("the journal ends before event " + expected + " of "
                            + persistenceId() + ", which the checkpoint needs up to "
                            + ranges.get(ranges.size() - 1).to())),
                    getSelf());
        } else {
            owner.tell(new Restored(persistenceId()), getSelf());
        }
        getContext().stop(getSelf());
    }

    @Override
    void tellFailed(Throwable cause) {
        owner.tell(new Failed(cause), getSelf());
    }
}
