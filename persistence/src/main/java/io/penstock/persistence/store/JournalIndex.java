package io.penstock.persistence.store;

import io.penstock.persistence.store.EventsBody.Directory;
import io.penstock.persistence.store.PersistenceIdEntries.Entry;
import io.penstock.persistence.store.StateBody.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * From persistence id to frames. Changed by whoever has the turn to write (before that by the thread that opens), read by
 * anyone.
 */
final class JournalIndex {
    private final Map<String, PersistenceIdEntries> byId = new ConcurrentHashMap<>();
    /** In the order in which they appeared. */
    private final List<String> ids = new ArrayList<>();

    private final TagIndex tags = new TagIndex();
    private final SegmentTally tally = new SegmentTally();

    TagIndex tags() {
        return tags;
    }

    SegmentTally tally() {
        return tally;
    }

    @Nullable
    PersistenceIdEntries get(String persistenceId) {
        return byId.get(persistenceId);
    }

    Map<String, PersistenceIdEntries> all() {
        return byId;
    }

    long highest(String persistenceId) {
        PersistenceIdEntries entries = byId.get(persistenceId);
        return entries == null ? 0 : entries.highest();
    }

    /** Notes a frame of events that is valid, newly written, moved or found by a scan. */
    void events(Directory directory, long ordinal, long location, int bytes) {
        PersistenceIdEntries entries = entriesOf(directory.persistenceId());
        if (directory.last() <= entries.deletedTo()) {
            return;
        }
        long replaced = entries.put(directory.first(), directory.count(), location, bytes);
        if (replaced >= 0) {
            tally.dead(replaced, bytes);
        }
        tally.live(location, bytes);
        for (int i = 0; i < directory.count(); i++) {
            for (String tag : directory.tags().get(i)) {
                tags.put(tag, ordinal + i, location);
            }
        }
    }

    /** Takes a persistence id from the index file. */
    PersistenceIdEntries restore(String id, long deletedTo, long highest, int stateSegment) {
        PersistenceIdEntries entries = entriesOf(id);
        tally.state(entries.state(deletedTo, highest, stateSegment), stateSegment);
        return entries;
    }

    /** Takes a frame from the index file. */
    void restore(PersistenceIdEntries entries, long first, int count, long location, int bytes) {
        entries.put(first, count, location, bytes);
        tally.live(location, bytes);
    }

    /** The persistence ids from number {@code from} on, in the order in which they appeared, at most {@code max}. */
    List<String> ids(int from, int max) {
        synchronized (ids) {
            return List.copyOf(ids.subList(Math.min(from, ids.size()), Math.min(ids.size(), from + max)));
        }
    }

    /** Notes a state and lets go of what it deletes. */
    void state(State state, int segment) {
        PersistenceIdEntries entries = entriesOf(state.persistenceId());
        tally.state(entries.state(state.deletedTo(), state.highest(), segment), segment);
        for (Entry dropped : entries.dropDeleted()) {
            tally.dead(dropped.location(), dropped.bytes());
        }
    }

    /** The states that only this segment holds. */
    List<State> statesIn(int segment) {
        List<State> states = new ArrayList<>();
        byId.forEach((id, entries) -> {
            if (entries.stateSegment() == segment) {
                states.add(new State(id, entries.deletedTo(), entries.highest()));
            }
        });
        return states;
    }

    /** Persistence ids whose live events do not follow each other without a gap, at most {@code limit}. */
    List<String> idsWithGaps(int limit) {
        List<String> ids = new ArrayList<>();
        byId.forEach((id, entries) -> {
            if (ids.size() < limit && entries.hasGap()) {
                ids.add(id);
            }
        });
        ids.sort(null);
        return ids;
    }

    private PersistenceIdEntries entriesOf(String persistenceId) {
        return byId.computeIfAbsent(persistenceId, id -> {
            synchronized (ids) {
                ids.add(id);
            }
            return new PersistenceIdEntries();
        });
    }
}
