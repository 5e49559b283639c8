package io.penstock.engine.fakes;

import io.penstock.engine.checkpoint.SnapshotChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.persistence.SelectedSnapshot;

/** What a {@link ScriptedJournal} has stored, by name, for all actor systems of this process. Thread-safe. */
public final class JournalStorage {
    private static final Map<String, JournalStorage> NAMED = new ConcurrentHashMap<>();

    private final Map<String, TreeMap<Long, Stored>> events = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, SelectedSnapshot> snapshots = new HashMap<>();
    /** The first event of each persistence id that is not forced yet. */
    private final Map<String, Long> unforced = new HashMap<>();

    private volatile JournalScript script = JournalScript.OBEDIENT;

    /** An event, as bytes and as it was given. */
    record Stored(
            String persistenceId,
            long sequenceNr,
            String writer,
            int serializer,
            String manifest,
            byte[] bytes,
            Object event) {}

    private JournalStorage() {}

    public static JournalStorage named(String name) {
        return NAMED.computeIfAbsent(name, n -> new JournalStorage());
    }

    /** From now on this script decides. */
    public void script(JournalScript next) {
        script = next;
    }

    JournalScript script() {
        return script;
    }

    synchronized void add(Stored stored) {
        TreeMap<Long, Stored> all = events.computeIfAbsent(stored.persistenceId(), id -> new TreeMap<>());
        Stored before = all.put(stored.sequenceNr(), stored);
        if (before != null) {
            String what = "two writers: " + stored.persistenceId() + " has event " + stored.sequenceNr() + " twice: "
                    + before.event() + " and " + stored.event();
            script.onTwoWriters(what);
            throw new IllegalStateException(what);
        }
        highest.merge(stored.persistenceId(), stored.sequenceNr(), Math::max);
        if (stored.event() instanceof SnapshotChunk) {
            unforced.merge(stored.persistenceId(), stored.sequenceNr(), Math::min);
        } else {
            unforced.clear();
        }
        script.onStored(stored.persistenceId(), stored.sequenceNr(), stored.event());
    }

    synchronized void add(SelectedSnapshot snapshot) {
        snapshots.put(snapshot.metadata().persistenceId(), snapshot);
    }

    synchronized Optional<SelectedSnapshot> snapshot(String persistenceId) {
        return Optional.ofNullable(snapshots.get(persistenceId));
    }

    synchronized void deleteTo(String persistenceId, long sequenceNr) {
        TreeMap<Long, Stored> all = events.get(persistenceId);
        if (all != null) {
            all.headMap(sequenceNr, true).clear();
        }
    }

    synchronized List<Stored> range(String persistenceId, long from, long to) {
        TreeMap<Long, Stored> all = events.get(persistenceId);
        return all == null || from > to
                ? List.of()
                : new ArrayList<>(all.subMap(from, true, to, true).values());
    }

    synchronized long highest(String persistenceId) {
        return highest.getOrDefault(persistenceId, 0L);
    }

    /** Loses what a loss of power may take of a journal that forces chunks of snapshots with what is written after them. */
    public synchronized void loseUnforced() {
        unforced.forEach((id, first) -> {
            TreeMap<Long, Stored> all = events.get(id);
            if (all != null) {
                all.tailMap(first, true).clear();
            }
            highest.put(id, first - 1);
        });
        unforced.clear();
    }

    /** Loses the last event of each persistence id, as a disk does that acknowledges before it has written. */
    public synchronized void tearOff() {
        events.forEach((id, all) -> {
            if (!all.isEmpty()) {
                highest.put(id, all.pollLastEntry().getKey() - 1);
            }
        });
    }

    /** Cuts the last event of each persistence id in half where it is a part of a snapshot. */
    public synchronized void tear() {
        for (TreeMap<Long, Stored> all : events.values()) {
            Map.Entry<Long, Stored> last = all.lastEntry();
            if (last != null && last.getValue().manifest().equals("SnapshotChunk")) {
                Stored whole = last.getValue();
                all.put(
                        last.getKey(),
                        new Stored(
                                whole.persistenceId(),
                                whole.sequenceNr(),
                                whole.writer(),
                                whole.serializer(),
                                whole.manifest(),
                                Arrays.copyOf(whole.bytes(), whole.bytes().length / 2),
                                whole.event()));
            }
        }
    }

    /** A copy of all that is stored, which no script decides about. */
    public synchronized JournalStorage copy() {
        JournalStorage copy = new JournalStorage();
        copy.take(this);
        return copy;
    }

    /** Forgets what is stored and holds what the other one does. */
    public synchronized void reset(JournalStorage to) {
        unforced.clear();
        events.clear();
        highest.clear();
        snapshots.clear();
        take(to);
    }

    private void take(JournalStorage from) {
        from.events.forEach((id, all) -> events.put(id, new TreeMap<>(all)));
        highest.putAll(from.highest);
        snapshots.putAll(from.snapshots);
    }

    /** A store that nothing was written to, and that has no name. */
    public static JournalStorage empty() {
        return new JournalStorage();
    }

    /** Some events of a persistence id, by sequence number. */
    public synchronized SortedMap<Long, Object> events(String persistenceId, long from, long to) {
        TreeMap<Long, Object> found = new TreeMap<>();
        range(persistenceId, from, to).forEach(stored -> found.put(stored.sequenceNr(), stored.event()));
        return found;
    }

    /** The events of a persistence id that are not deleted. */
    public List<Object> events(String persistenceId) {
        return range(persistenceId, 0, Long.MAX_VALUE).stream()
                .map(Stored::event)
                .toList();
    }
}
