package io.penstock.persistence.store;

import java.util.Arrays;

/**
 * Where the events of one persistence id are. One array of three longs per frame (first sequence number, location, count
 * and length), ordered by sequence number: 24 bytes for an atomic write.
 *
 * <p>Changed by whoever has the turn to write; all access is synchronized, since replays read it.
 */
final class PersistenceIdEntries {
    static final int NO_SEGMENT = 0;
    private static final int STRIDE = 3;
    private static final long[] NONE = {};

    private long[] entries = NONE;
    private int size;
    private long highest;
    private long deletedTo;
    private long stateHighest;
    private int stateSegment = NO_SEGMENT;

    /** One frame as the index knows it. */
    record Entry(long first, long location, int count, int bytes) {
        long last() {
            return first + count - 1;
        }
    }

    synchronized long highest() {
        return highest;
    }

    synchronized long deletedTo() {
        return deletedTo;
    }

    synchronized int stateSegment() {
        return stateSegment;
    }

    synchronized boolean isEmpty() {
        return size == 0;
    }

    /** Notes a frame; returns the location it replaces (the frame was moved), or -1. */
    synchronized long put(long first, int count, long location, int bytes) {
        highest = Math.max(highest, first + count - 1);
        int at = size;
        while (at > 0 && entries[(at - 1) * STRIDE] >= first) {
            at--;
        }
        long replaced = -1;
        if (at < size && entries[at * STRIDE] == first) {
            replaced = entries[at * STRIDE + 1];
        } else {
            if (size * STRIDE == entries.length) {
                entries = Arrays.copyOf(entries, Math.max(STRIDE, (size + (size >> 1) + 1) * STRIDE));
            }
            System.arraycopy(entries, at * STRIDE, entries, (at + 1) * STRIDE, (size - at) * STRIDE);
            size++;
        }
        entries[at * STRIDE] = first;
        entries[at * STRIDE + 1] = location;
        entries[at * STRIDE + 2] = ((long) count << 32) | bytes;
        return replaced;
    }

    /** Notes a state; returns the segment that held the former one. */
    synchronized int state(long deletedTo, long highest, int segment) {
        this.deletedTo = Math.max(this.deletedTo, deletedTo);
        this.highest = Math.max(this.highest, highest);
        this.stateHighest = Math.max(this.stateHighest, highest);
        int former = stateSegment;
        stateSegment = segment;
        return former;
    }

    /** Takes out the frames that are wholly deleted. */
    synchronized Entry[] dropDeleted() {
        int dead = 0;
        while (dead < size && at(dead).last() <= deletedTo) {
            dead++;
        }
        Entry[] dropped = new Entry[dead];
        for (int i = 0; i < dead; i++) {
            dropped[i] = at(i);
        }
        if (dead > 0) {
            size -= dead;
            entries = size == 0 ? NONE : Arrays.copyOfRange(entries, dead * STRIDE, (dead + size) * STRIDE);
        }
        return dropped;
    }

    /** The frames that hold events from {@code from} to {@code to} which are not deleted, at most {@code max}. */
    synchronized Entry[] range(long from, long to, int max) {
        long first = Math.max(from, deletedTo + 1);
        int start = 0;
        int end = size;
        while (start < end) {
            int middle = (start + end) >>> 1;
            if (at(middle).last() < first) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        int stop = start;
        while (stop < size && stop - start < max && entries[stop * STRIDE] <= to) {
            stop++;
        }
        Entry[] found = new Entry[stop - start];
        for (int i = start; i < stop; i++) {
            found[i - start] = at(i);
        }
        return found;
    }

    /** Whether the frame with this first sequence number is live and stands at this location. */
    synchronized boolean holds(long first, long location) {
        Entry[] found = range(first, first, 1);
        return found.length == 1 && found[0].first() == first && found[0].location() == location;
    }

    /** Everything at one moment. */
    @SuppressWarnings("ArrayRecordComponent") // written out at once, never compared
    record Copy(long highest, long stateHighest, long deletedTo, int stateSegment, Entry[] entries) {}

    synchronized Copy copy() {
        Entry[] all = new Entry[size];
        for (int i = 0; i < size; i++) {
            all[i] = at(i);
        }
        return new Copy(highest, stateHighest, deletedTo, stateSegment, all);
    }

    synchronized boolean hasGap() {
        long next = deletedTo + 1;
        for (int i = 0; i < size; i++) {
            if (at(i).first() > next) {
                return true;
            }
            next = at(i).last() + 1;
        }
        return next <= highest && deletedTo < highest;
    }

    private Entry at(int i) {
        long packed = entries[i * STRIDE + 2];
        return new Entry(entries[i * STRIDE], entries[i * STRIDE + 1], (int) (packed >>> 32), (int) packed);
    }
}
