package io.penstock.engine.element;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the records of a batch and their mixed hashes, as columns. Where the codec of the key is that of {@code
 * Long}, only the numbers are kept, so no record carries a box to another processor (measured by {@code GateBenchmark}).
 *
 * <p>Has the owner of its batch.
 */
public final class Keys {
    private static final Object[] NO_OBJECTS = new Object[0];

    private long @Nullable [] numbers;
    private Object[] objects;
    private int[] hashes;

    private Keys(int capacity, boolean areNumbers) {
        numbers = areNumbers ? new long[capacity] : null;
        objects = areNumbers ? NO_OBJECTS : new Object[capacity];
        hashes = new int[capacity];
    }

    /** Columns for keys of any class. */
    public static Keys objects(int capacity) {
        return new Keys(capacity, false);
    }

    /** Columns for keys that are all {@code Long}. */
    public static Keys numbers(int capacity) {
        return new Keys(capacity, true);
    }

    public Object key(int index) {
        return numbers == null ? objects[index] : (Object) numbers[index];
    }

    public int hash(int index) {
        return hashes[index];
    }

    /** The array of hashes itself, for loops. */
    public int[] hashes() {
        return hashes;
    }

    /** The array of keys itself if all are {@code Long}, for loops; else null. */
    public long @Nullable [] numbers() {
        return numbers;
    }

    /** The array of keys itself, for loops; empty if {@link #numbers} has them. */
    public Object[] objects() {
        return objects;
    }

    public void set(int index, Object key, int hash) {
        if (numbers == null) {
            objects[index] = key;
        } else {
            numbers[index] = (Long) key;
        }
        hashes[index] = hash;
    }

    /** Copies the keys at {@code order[from]} and so on to {@code at} and so on; both are of one kind. */
    void append(int at, Keys other, int[] order, int from, int count) {
        int[] toHashes = hashes;
        int[] fromHashes = other.hashes;
        for (int i = 0; i < count; i++) {
            toHashes[at + i] = fromHashes[order[from + i]];
        }
        long[] toNumbers = numbers;
        long[] fromNumbers = other.numbers;
        if (toNumbers != null && fromNumbers != null) {
            for (int i = 0; i < count; i++) {
                toNumbers[at + i] = fromNumbers[order[from + i]];
            }
        } else {
            Object[] toObjects = objects;
            Object[] fromObjects = other.objects;
            for (int i = 0; i < count; i++) {
                toObjects[at + i] = fromObjects[order[from + i]];
            }
        }
    }

    public void grow(int capacity) {
        hashes = Arrays.copyOf(hashes, capacity);
        if (numbers == null) {
            objects = Arrays.copyOf(objects, capacity);
        } else {
            numbers = Arrays.copyOf(numbers, capacity);
        }
    }

    boolean areNumbers() {
        return numbers != null;
    }
}
