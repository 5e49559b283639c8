package io.penstock.persistence.query;

import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByTagQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByTagQuery;
import org.apache.pekko.persistence.query.javadsl.PersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Queries over a journal of this actor system:
 *
 * <pre>{@code
 * PersistenceQuery.get(system).getReadJournalFor(ChronicleReadJournal.class, ChronicleReadJournal.IDENTIFIER)
 * }</pre>
 *
 * <p>Offsets are {@link Sequence}: the number of the event in the whole journal. They grow, survive restarts and the moving
 * of events between files, and may have gaps. Live queries never complete by themselves (but for a {@code toSequenceNr}
 * that is reached) and learn of an event when it is acknowledged; nothing is polled. Deleted events are left out.
 */
public final class ChronicleReadJournal
        implements ReadJournal,
                EventsByPersistenceIdQuery,
                CurrentEventsByPersistenceIdQuery,
                PersistenceIdsQuery,
                CurrentPersistenceIdsQuery,
                EventsByTagQuery,
                CurrentEventsByTagQuery {
    /** The configuration path of the plugin. */
    public static final String IDENTIFIER = "penstock.read-journal";

    private final Queries queries;

    ChronicleReadJournal(Queries queries) {
        this.queries = queries;
    }

    @Override
    public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
            String persistenceId, long fromSequenceNr, long toSequenceNr) {
        return queries.events(persistenceId, fromSequenceNr, toSequenceNr, true);
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
            String persistenceId, long fromSequenceNr, long toSequenceNr) {
        return queries.events(persistenceId, fromSequenceNr, toSequenceNr, false);
    }

    /** In the order in which this owner of the journal met them; after a restart the order may be another. */
    @Override
    public Source<String, NotUsed> persistenceIds() {
        return queries.persistenceIds(true);
    }

    @Override
    public Source<String, NotUsed> currentPersistenceIds() {
        return queries.persistenceIds(false);
    }

    /**
     * Events with a tag, in the order in which they were written.
     *
     * @param offset {@link Offset#noOffset()} for all, or the {@link Sequence} of the last event that was processed
     */
    @Override
    public Source<EventEnvelope, NotUsed> eventsByTag(String tag, Offset offset) {
        return queries.tagged(tag, ordinal(offset), true);
    }

    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByTag(String tag, Offset offset) {
        return queries.tagged(tag, ordinal(offset), false);
    }

    private static long ordinal(Offset offset) {
        if (offset instanceof Sequence sequence) {
            return sequence.value();
        }
        if (offset.equals(Offset.noOffset())) {
            return 0;
        }
        throw new IllegalArgumentException(
                "An offset of " + offset.getClass().getName()
                        + " is not one of this journal. Use Offset.noOffset(), or the offset of an envelope it gave: a Sequence.");
    }
}
