package io.penstock.benchmarks.w1;

import io.penstock.benchmarks.Event;

/**
 * The definition of W1, whatever runs it. Records are made from their number by a 64-bit mix, so any of them can be made
 * again. Each of the parts of the source has its own keys: so the order of a key's records, and with it every running
 * sum, is determined, and the sum over all outputs can be checked exactly.
 *
 * <p>When a part is at its end it closes: one more record for each of its keys, marked by its timestamp, whose output is
 * the final sum of that key.
 */
final class W1 {
    /** The timestamp of records that ask for the final sum of their key. */
    static final long CLOSING = Long.MAX_VALUE;

    private W1() {}

    static int keysOf(int part, int parts, int keys) {
        return (keys - part + parts - 1) / parts;
    }

    /** Record {@code number} of a part. */
    static Event event(int part, int parts, int keysOfPart, long number) {
        long mixed = mix(number * parts + part);
        return new Event(key(mixed, part, parts, keysOfPart), value(mixed), number);
    }

    /** Asks for the final sum of the part's key {@code index}. Its value passes the filter. */
    static Event closing(int part, int parts, int index) {
        return new Event((long) index * parts + part, 0, CLOSING);
    }

    static long key(long mixed, int part, int parts, int keysOfPart) {
        return (((mixed >>> 32) * keysOfPart) >>> 32) * parts + part;
    }

    static long value(long mixed) {
        return mixed & 0xFFFF;
    }

    static long map(long value) {
        return value * 3 + 1;
    }

    /** Keeps 7 of 8. */
    static boolean keep(long mapped) {
        return (mapped & 7) != 0;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    static long mix(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
