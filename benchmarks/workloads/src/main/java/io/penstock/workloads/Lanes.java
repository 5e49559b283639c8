package io.penstock.workloads;

/** Which keys a part has, where parts share none: so the order of a key's records is determined. */
final class Lanes {
    private Lanes() {}

    static int keysOf(int part, int parts, int keys) {
        return (keys - part + parts - 1) / parts;
    }

    /** The part's key {@code index}. */
    static long key(long index, int part, int parts) {
        return index * parts + part;
    }

    /** Asks for the final value of the part's key {@code index}. */
    static Event closing(int index, int part, int parts, long value) {
        return new Event(key(index, part, parts), value, Event.CLOSING);
    }
}
