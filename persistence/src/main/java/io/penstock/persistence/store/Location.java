package io.penstock.persistence.store;

/** Where a frame is, in one long: segment number and position. Positions are multiples of 4 below 16 GiB. */
final class Location {
    private static final int ALIGNMENT_BITS = 2;

    private Location() {}

    static long of(int segment, long position) {
        return ((long) segment << 32) | (position >>> ALIGNMENT_BITS);
    }

    static int segment(long location) {
        return (int) (location >>> 32);
    }

    static long position(long location) {
        return (location & 0xFFFF_FFFFL) << ALIGNMENT_BITS;
    }
}
