package io.penstock.engine.state;

/**
 * Key groups: the unit of key ownership and of rescaling. A key belongs to the group that the high bits of its mixed
 * hash give; each task owns one contiguous range of groups. The low bits of the same hash index tables.
 */
public final class KeyGroups {
    private KeyGroups() {}

    /** Spreads a hash over all 32 bits (the finalizer of MurmurHash3, by Austin Appleby). */
    public static int mix(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }

    /** The group of a mixed hash. */
    public static int of(int mixedHash, int groups) {
        return (int) (((mixedHash & 0xFFFFFFFFL) * groups) >>> 32);
    }

    /** For each group, which of {@code tasks} tasks owns it. */
    public static int[] owners(int groups, int tasks) {
        if (tasks > groups) {
            throw new IllegalArgumentException("a keyed operator of parallelism " + tasks + " needs at least that many"
                    + " key groups, but the job has " + groups
                    + ": lower the parallelism, or raise penstock.job.key-groups before the job's first run");
        }
        int[] owners = new int[groups];
        for (int group = 0; group < groups; group++) {
            owners[group] = (int) ((long) group * tasks / groups);
        }
        return owners;
    }
}
