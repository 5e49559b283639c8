package io.penstock.engine.fakes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What a {@link ScriptedJournal} has stored, by name, for all actor systems of this process. Thread-safe. */
public final class JournalStorage {
    private static final Map<String, JournalStorage> NAMED = new ConcurrentHashMap<>();

    private final Map<String, TreeMap<Long, Stored>> events = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
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
            throw new IllegalStateException("two writers: " + stored.persistenceId() + " has event "
                    + stored.sequenceNr() + " twice: " + before.event() + " and " + stored.event());
        }
        highest.merge(stored.persistenceId(), stored.sequenceNr(), Math::max);
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

    /** The events of a persistence id that are not deleted. */
    public List<Object> events(String persistenceId) {
        return range(persistenceId, 0, Long.MAX_VALUE).stream()
                .map(Stored::event)
                .toList();
    }
}
