package io.penstock.persistence.store;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * From tag to events in the order they were written: 16 bytes for each tagged event. Entries of deleted events stay until
 * their file goes; readers skip them.
 */
final class TagIndex {
    private final Map<String, Entries> byTag = new ConcurrentHashMap<>();

    /** The events of one tag, ordered by ordinal. */
    static final class Entries {
        private long[] ordinals = new long[4];
        private long[] locations = new long[4];
        private int size;

        synchronized void put(long ordinal, long location) {
            int at = size == 0 || ordinals[size - 1] < ordinal
                    ? -size - 1
                    : Arrays.binarySearch(ordinals, 0, size, ordinal);
            if (at >= 0) {
                locations[at] = location;
                return;
            }
            at = -at - 1;
            if (size == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, size * 2);
                locations = Arrays.copyOf(locations, size * 2);
            }
            System.arraycopy(ordinals, at, ordinals, at + 1, size - at);
            System.arraycopy(locations, at, locations, at + 1, size - at);
            ordinals[at] = ordinal;
            locations[at] = location;
            size++;
        }

        /** Ordinals and locations of the events after {@code ordinal}, at most {@code max}. */
        synchronized long[][] after(long ordinal, int max) {
            int at = Arrays.binarySearch(ordinals, 0, size, ordinal + 1);
            int from = at >= 0 ? at : -at - 1;
            int to = Math.min(size, from + max);
            return new long[][] {Arrays.copyOfRange(ordinals, from, to), Arrays.copyOfRange(locations, from, to)};
        }

        private synchronized void keep(LongPredicate location) {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (location.test(locations[i])) {
                    ordinals[kept] = ordinals[i];
                    locations[kept] = locations[i];
                    kept++;
                }
            }
            size = kept;
        }
    }

    void put(String tag, long ordinal, long location) {
        byTag.computeIfAbsent(tag, any -> new Entries()).put(ordinal, location);
    }

    long[][] after(String tag, long ordinal, int max) {
        Entries entries = byTag.get(tag);
        return entries == null ? new long[2][0] : entries.after(ordinal, max);
    }

    /** Forgets what was in segments that are gone. */
    void forget(Set<Integer> segments) {
        byTag.values().forEach(entries -> entries.keep(location -> !segments.contains(Location.segment(location))));
    }

    Map<String, Entries> all() {
        return byTag;
    }
}
