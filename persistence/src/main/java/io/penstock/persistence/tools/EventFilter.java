package io.penstock.persistence.tools;

import io.penstock.persistence.store.OrdinalEvent;
import java.util.Optional;

/**
 * Which events are shown.
 *
 * @param persistenceId only of this id
 * @param tag only with this tag
 * @param fromSequenceNr lowest sequence number
 * @param toSequenceNr highest sequence number
 * @param limit at most so many
 * @param deleted also events that are deleted but still in a file
 */
public record EventFilter(
        Optional<String> persistenceId,
        Optional<String> tag,
        long fromSequenceNr,
        long toSequenceNr,
        long limit,
        boolean deleted) {
    /** Every live event. */
    public static final EventFilter ALL =
            new EventFilter(Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE, Long.MAX_VALUE, false);

    /** Checks the figures. */
    public EventFilter {
        if (fromSequenceNr > toSequenceNr || limit < 1) {
            throw new IllegalArgumentException("from " + fromSequenceNr + " to " + toSequenceNr + ", limit " + limit
                    + ": from must not be larger than to, and the limit at least 1.");
        }
    }

    boolean matches(OrdinalEvent event, boolean live) {
        long sequenceNr = event.event().sequenceNr();
        return (live || deleted)
                && sequenceNr >= fromSequenceNr
                && sequenceNr <= toSequenceNr
                && persistenceId.map(event.persistenceId()::equals).orElse(true)
                && tag.map(event.event().tags()::contains).orElse(true);
    }
}
