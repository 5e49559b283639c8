package io.penstock.workloads;

/** What makes a record of its number. */
final class Mix {
    private Mix() {}

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    static long mix(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number below {@code bound}, of the upper half of what was mixed. */
    static long below(long mixed, int bound) {
        return ((mixed >>> 32) * bound) >>> 32;
    }
}
