package io.penstock.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.Recovery;
import org.apache.pekko.persistence.RecoveryCompleted;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;

/**
 * Reads one page of a log: the entries behind a sequence number, by recovering the persistence id up to the end of the
 * page. Then the owner is told and the reader stops. It never writes, so the log may be written meanwhile.
 *
 * <p>In pages, as a recovery cannot be held back, and what it brings must fit into memory.
 */
public final class LogReader extends JournalActor {
    private final long after;
    private final int most;
    private final boolean gaps;
    private final Owner owner;
    private final List<Found> entries = new ArrayList<>();

    /** An entry and its sequence number. */
    public record Found(long sequence, LogEntry entry) {}

    /**
     * Entries that follow one another.
     *
     * @param after the sequence number behind which was read
     * @param last true if the log has no more
     */
    public record Page(long after, List<Found> entries, boolean last) {}

    /**
     * Who is told what was read.
     *
     * @param page makes the message of a page
     * @param failed makes the message that the journal cannot be read, or lacks entries
     */
    public record Owner(
            ActorRef ref,
            Function<Page, TaskProtocol.Internal> page,
            Function<Throwable, TaskProtocol.Internal> failed) {}

    private LogReader(
            String persistenceId, CheckpointSettings settings, long after, int most, boolean gaps, Owner owner) {
        super(persistenceId, settings.journalPlugin(), settings.snapshotPlugin());
        this.after = after;
        this.most = most;
        this.gaps = gaps;
        this.owner = owner;
    }

    /**
     * Describes a reader.
     *
     * @param after the entries behind this sequence number are read
     * @param most how many at most
     * @param gaps true if an entry may be missing: one that the journal has rejected, while it took others behind it
     */
    public static Props props(
            String persistenceId, CheckpointSettings settings, long after, int most, boolean gaps, Owner owner) {
        return Props.create(LogReader.class, () -> new LogReader(persistenceId, settings, after, most, gaps, owner));
    }

    @Override
    public Recovery recovery() {
        return Recovery.create(SnapshotSelectionCriteria.none(), after + most);
    }

    @Override
    public Receive createReceiveRecover() {
        return receiveBuilder()
                .match(LogEntry.class, this::onEntry)
                .match(RecoveryCompleted.class, completed -> onCompleted())
                .build();
    }

    private void onEntry(LogEntry entry) {
        long sequence = lastSequenceNr();
        if (sequence <= after) {
            return;
        }
        long expected = after + entries.size() + 1;
        if (sequence != expected && !gaps) {
            throw new IllegalStateException("the journal has no entry " + expected + " of " + persistenceId()
                    + ", which was not processed yet, but has " + sequence);
        }
        entries.add(new Found(sequence, entry));
    }

    private void onCompleted() {
        // By now that is the last one in the journal, wherever the page ends.
        Page page = new Page(after, List.copyOf(entries), lastSequenceNr() <= after + most);
        owner.ref().tell(owner.page().apply(page), getSelf());
        getContext().stop(getSelf());
    }

    @Override
    void tellFailed(Throwable cause) {
        owner.ref().tell(owner.failed().apply(cause), getSelf());
    }
}
