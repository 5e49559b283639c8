package io.penstock.persistence.store;

import java.util.HashMap;
import java.util.Map;

/** How much of each segment is still needed. After opening, used by whoever has the turn to write. */
final class SegmentTally {
    private long deaths;
    private final Map<Integer, Count> counts = new HashMap<>();

    /** What is needed of one segment. */
    static final class Count {
        long liveFrames;
        long liveBytes;
        long states;
    }

    Count of(int segment) {
        return counts.computeIfAbsent(segment, any -> new Count());
    }

    void live(long location, int bytes) {
        Count count = of(Location.segment(location));
        count.liveFrames++;
        count.liveBytes += bytes;
    }

    /** Grows whenever a segment may have become removable. */
    long deaths() {
        return deaths;
    }

    void dead(long location, int bytes) {
        deaths++;
        Count count = of(Location.segment(location));
        count.liveFrames--;
        count.liveBytes -= bytes;
    }

    void state(int former, int now) {
        if (former != PersistenceIdEntries.NO_SEGMENT) {
            of(former).states--;
            deaths++;
        }
        if (now != PersistenceIdEntries.NO_SEGMENT) {
            of(now).states++;
        }
    }

    void remove(int segment) {
        counts.remove(segment);
    }
}
