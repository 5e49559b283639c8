package io.penstock.simulation;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;

/**
 * What sources of the simulation give.
 *
 * @param id says where it stands: source, split, position
 * @param copy 0, or 1 for a copy that a flat map has made
 */
record Event(long id, int copy, long key, long amount, long timeMillis) {
    static final Codec<Event> CODEC = Codecs.of(Event.class);

    private static final long PER_SPLIT = 1_000;
    private static final long PER_SOURCE = 1_000_000;

    static long id(int source, int split, int position) {
        return source * PER_SOURCE + split * PER_SPLIT + position;
    }

    int source() {
        return (int) (id / PER_SOURCE);
    }

    int split() {
        return (int) (id % PER_SOURCE / PER_SPLIT);
    }

    int position() {
        return (int) (id % PER_SPLIT);
    }

    Event again() {
        return new Event(id, 1, key, amount, timeMillis);
    }

    /** What tells it from all others. */
    long unique() {
        return id * 2 + copy;
    }
}
