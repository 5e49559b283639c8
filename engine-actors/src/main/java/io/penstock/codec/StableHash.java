package io.penstock.codec;

/**
 * Hashes that do not depend on the JVM. Zero stays zero in all of them: a record's field that holds its default adds
 * nothing to the record's hash, so a key keeps its hash when its record gets a new field.
 */
public final class StableHash {

    private StableHash() {}

    /** The finalizer of MurmurHash3 for 32 bits; a bijection with 0 -> 0. */
    static int mix(int h) {
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }

    /** The finalizer of MurmurHash3 for 64 bits, upper half. */
    public static int ofLong(long v) {
        v ^= v >>> 33;
        v *= 0xff51afd7ed558ccdL;
        v ^= v >>> 33;
        v *= 0xc4ceb9fe1a85ec53L;
        return (int) (v >>> 32);
    }

    /** As {@link Double#equals}: one NaN, two zeros. */
    static int ofDouble(double v) {
        return ofLong(Double.doubleToLongBits(v));
    }

    /** {@link String#hashCode} is specified, hence the same everywhere. */
    static int ofString(String s) {
        return mix(s.hashCode());
    }

    static int ofBytes(byte[] bytes, int from, int to) {
        int h = to - from;
        for (int i = from; i < to; i++) {
            h = 31 * h + bytes[i];
        }
        return mix(h);
    }

    /** The part that a named field, or a marked kind of value, adds to a sum. */
    static int part(int seed, int hash) {
        return hash == 0 ? 0 : mix(hash * 0x9e3779b1 + seed);
    }

    /** 64 bits of FNV-1a, mixed. */
    static long fingerprint(byte[] bytes, int to) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < to; i++) {
            h = (h ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        return h;
    }
}
