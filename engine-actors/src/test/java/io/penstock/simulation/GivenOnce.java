package io.penstock.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other side of sources that cannot be rewound: gives each event once, whatever becomes of it, and knows which of them
 * the ingress journal has. What was given and did not get there is lost, as on a wire. All else must be processed once, as
 * nobody has it any more. Outlives every crash.
 */
final class GivenOnce {
    private final Consumer<String> violations;
    /** By split: how many events were given. */
    private final Map<Integer, Integer> given = new HashMap<>();
    /** What the journal of the job has in its lanes, also where it was deleted since. */
    private final Map<Lane, TreeMap<Long, List<Event>>> lanes = new HashMap<>();

    private final Set<Event> journaled = new HashSet<>();
    /** What came with a savepoint from another journal. */
    private final Set<Event> brought = new HashSet<>();

    /** A lane of a source. */
    record Lane(String source, int lane) {}

    /** Where a checkpoint stands in a lane: behind an entry, and so many events of the next one. */
    record Place(Lane lane, long sequence, int events) {}

    GivenOnce(Consumer<String> violations) {
        this.violations = violations;
    }

    /** The same, as it is now. */
    GivenOnce copy(Consumer<String> toldTo) {
        GivenOnce copy = new GivenOnce(toldTo);
        copy.given.putAll(given);
        lanes.forEach((lane, entries) -> copy.lanes.put(lane, new TreeMap<>(entries)));
        copy.journaled.addAll(journaled);
        copy.brought.addAll(brought);
        return copy;
    }

    /** The next event of a split, or null behind the last. */
    @Nullable
    Event give(List<Event> split, int source, int number) {
        int next = given(source, number);
        if (next == split.size()) {
            return null;
        }
        given.put(source * 1000 + number, next + 1);
        return split.get(next);
    }

    int given(int source, int split) {
        return given.getOrDefault(source * 1000 + split, 0);
    }

    /** An entry is in the ingress journal. */
    void journaled(Lane lane, long sequence, List<Event> events) {
        lanes.computeIfAbsent(lane, first -> new TreeMap<>()).put(sequence, events);
        for (Event event : events) {
            if (!journaled.add(event)) {
                violations.accept(event + " is in the ingress journal twice");
            }
        }
    }

    /** The job says that it will not ask for this event again. */
    void acknowledged(Event event) {
        if (!journaled.contains(event)) {
            violations.accept(event + " is acknowledged before the ingress journal has it");
        }
    }

    /** True if it must be processed, and only then. */
    boolean isKept(Event event) {
        return journaled.contains(event) || brought.contains(event);
    }

    /** What is before these places. */
    Set<Event> before(List<Place> places) {
        Set<Event> all = new HashSet<>(brought);
        for (Place place : places) {
            TreeMap<Long, List<Event>> entries = lanes.getOrDefault(place.lane(), new TreeMap<>());
            entries.headMap(place.sequence(), true).values().forEach(all::addAll);
            List<Event> next = entries.getOrDefault(place.sequence() + 1, List.of());
            all.addAll(next.subList(0, Math.min(place.events(), next.size())));
        }
        return all;
    }

    /** The job goes on in an empty journal, to which a savepoint has brought these. Gives those that are lost by that. */
    List<Event> moveElsewhere(Set<Event> withIt) {
        List<Event> lost = new ArrayList<>(journaled);
        lost.removeAll(withIt);
        journaled.clear();
        lanes.clear();
        brought.addAll(withIt);
        return lost;
    }
}
