package io.penstock.workloads;

import java.util.Arrays;

/** Sums by key, in two arrays with open addressing. As many keys as it was made for. */
final class LongSums {
    private static final long FREE = -1;

    private final long[] keyAt;
    private final long[] sumAt;

    LongSums(int keys) {
        int capacity = Integer.highestOneBit(Math.max(2, keys)) * 4;
        keyAt = new long[capacity];
        Arrays.fill(keyAt, FREE);
        sumAt = new long[capacity];
    }

    /** The sum with the value added. */
    long add(long key, long value) {
        int mask = keyAt.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keyAt[slot] != key) {
            if (keyAt[slot] == FREE) {
                keyAt[slot] = key;
                break;
            }
            slot = (slot + 1) & mask;
        }
        return sumAt[slot] += value;
    }
}
