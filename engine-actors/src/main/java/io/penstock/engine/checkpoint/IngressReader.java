package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.persistence.Recovery;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * Reads one page of a lane of an ingress journal: the entries behind a sequence number, by recovering the persistence id
 * up to the end of the page. Then the owner is told {@link Page} and the reader stops. It never writes.
 *
 * <p>In pages, as a recovery cannot be held back, and what it brings must fit into memory.
 */
public final class IngressReader extends AbstractPersistentActor {
    private final String persistenceId;
    private final String journalPlugin;
    private final String snapshotPlugin;
    private final int lane;
    private final long after;
    private final int most;
    private final ActorRef owner;
    private final List<IngressEntry> entries = new ArrayList<>();

    /**
     * Entries that follow one another.
     *
     * @param lane the lane they are of
     * @param after the sequence number of the entry before the first
     * @param last true if the lane has no more
     */
    public record Page(int lane, long after, List<IngressEntry> entries, boolean last)
            implements TaskProtocol.Internal {}

    /** The journal cannot be read, or lacks entries. */
    public record Failed(Throwable cause) implements TaskProtocol.Internal {}

    private IngressReader(
            String persistenceId, CheckpointSettings settings, int lane, long after, int most, ActorRef owner) {
        this.persistenceId = persistenceId;
        this.journalPlugin = settings.journalPlugin();
        this.snapshotPlugin = settings.snapshotPlugin();
        this.lane = lane;
        this.after = after;
        this.most = most;
        this.owner = owner;
    }

    /**
     * Describes a reader.
     *
     * @param after the entries behind this sequence number are read
     * @param most how many at most
     */
    public static Props props(
            String persistenceId, CheckpointSettings settings, int lane, long after, int most, ActorRef owner) {
        return Props.create(
                IngressReader.class, () -> new IngressReader(persistenceId, settings, lane, after, most, owner));
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
        return Recovery.create(SnapshotSelectionCriteria.none(), after + most);
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(IngressEntry.class, this::onEntry)
                .match(RecoveryCompleted.class, completed -> onCompleted())
                .build();
    }

    private void onEntry(IngressEntry entry) {
        long sequence = lastSequenceNr();
        if (sequence <= after) {
            return;
        }
        long expected = after + entries.size() + 1;
        if (sequence != expected) {
            throw new IllegalStateException("the journal has no entry " + expected + " of " + persistenceId
                    + ", which was not processed yet, but has " + sequence);
        }
        entries.add(entry);
    }

    private void onCompleted() {
        owner.tell(new Page(lane, after, List.copyOf(entries), entries.size() < most), getSelf());
        getContext().stop(getSelf());
    }

    @Override
    public void onRecoveryFailure(Throwable cause, scala.Option<Object> event) {
        owner.tell(new Failed(cause), getSelf());
        super.onRecoveryFailure(cause, event);
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().matchAny(message -> {}).build();
    }
}
