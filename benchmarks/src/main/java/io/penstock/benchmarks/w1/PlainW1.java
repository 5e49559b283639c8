package io.penstock.benchmarks.w1;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** W1 in a plain loop on one thread: what every engine's result is compared with, and how fast it could be. */
final class PlainW1 {
    private static final long FREE = -1;

    private final int keys;
    private final long[] keyAt;
    private final long[] sumAt;
    private long outputs;
    private long sumOfOutputs;
    private double recordsPerSecond;

    private PlainW1(int keys) {
        this.keys = keys;
        int capacity = Integer.highestOneBit(Math.max(2, keys)) * 4;
        keyAt = new long[capacity];
        Arrays.fill(keyAt, FREE);
        sumAt = new long[capacity];
    }

    /**
     * Runs it.
     *
     * @param counts how many records each part of the source has
     */
    static PlainW1 of(int keys, long[] counts) {
        PlainW1 plain = new PlainW1(keys);
        plain.run(counts);
        return plain;
    }

    private void run(long[] counts) {
        int parts = counts.length;
        long records = Arrays.stream(counts).sum();
        long longest = Arrays.stream(counts).max().orElse(0);
        int[] keysOf = new int[parts];
        Arrays.setAll(keysOf, part -> W1.keysOf(part, parts, keys));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        // CPU time: the anchor should not depend on who else uses the machine.
        long began = threads.getCurrentThreadCpuTime();
        for (long number = 0; number < longest; number++) {
            for (int part = 0; part < parts; part++) {
                if (number < counts[part]) {
                    long mixed = W1.mix(number * parts + part);
                    take(W1.key(mixed, part, parts, keysOf[part]), W1.value(mixed));
                }
            }
        }
        recordsPerSecond = records / ((threads.getCurrentThreadCpuTime() - began) / 1e9);
        for (int part = 0; part < parts; part++) {
            for (int index = 0; index < keysOf[part]; index++) {
                take((long) index * parts + part, 0);
            }
        }
    }

    private void take(long key, long value) {
        long mapped = W1.map(value);
        if (W1.keep(mapped)) {
            outputs++;
            sumOfOutputs += add(key, mapped);
        }
    }

    private long add(long key, long value) {
        return sumAt[slot(key)] += value;
    }

    private int slot(long key) {
        int mask = keyAt.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keyAt[slot] != key) {
            if (keyAt[slot] == FREE) {
                keyAt[slot] = key;
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    long finalSum(long key) {
        return sumAt[slot(key)];
    }

    long outputs() {
        return outputs;
    }

    long sumOfOutputs() {
        return sumOfOutputs;
    }

    double recordsPerSecond() {
        return recordsPerSecond;
    }
}
