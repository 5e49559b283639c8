package io.penstock.engine.state;

import io.penstock.engine.element.Keys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a table, by entry id. As long as all of them are {@code Long}, only the numbers are kept: a lookup then
 * compares without following a reference, which at a million keys is a cache miss less (measured by {@code
 * KeyedTableBenchmark}).
 */
final class KeyColumn {
    private static final Object[] NONE = new Object[0];

    /** Null once a key was not a {@code Long}. */
    private long @Nullable [] numbers;

    private Object[] objects = NONE;

    KeyColumn(int capacity) {
        numbers = new long[capacity];
    }

    boolean isAt(int id, Object key) {
        long[] known = numbers;
        if (known != null) {
            return key instanceof Long number && known[id] == number;
        }
        Object candidate = objects[id];
        return candidate == key || candidate.equals(key);
    }

    /** The keys themselves, by entry id, or null once a key was not a {@code Long}. */
    long @Nullable [] numbers() {
        return numbers;
    }

    Object get(int id) {
        return numbers == null ? objects[id] : (Object) numbers[id];
    }

    /** Copies the keys of some entries to 0 and so on of a column of the same kind. */
    void copy(int[] ids, int count, Keys to) {
        long[] known = numbers;
        long[] toNumbers = to.numbers();
        if (known != null && toNumbers != null) {
            for (int i = 0; i < count; i++) {
                toNumbers[i] = known[ids[i]];
            }
        } else {
            for (int i = 0; i < count; i++) {
                to.objects()[i] = objects[ids[i]];
            }
        }
    }

    void set(int id, Object key) {
        long[] known = numbers;
        if (known == null) {
            objects[id] = key;
        } else if (key instanceof Long number) {
            known[id] = number;
        } else {
            keepObjects(known);
            objects[id] = key;
        }
    }

    private void keepObjects(long[] known) {
        objects = new Object[known.length];
        for (int id = 0; id < known.length; id++) {
            objects[id] = known[id];
        }
        numbers = null;
    }

    /** The entry is gone; its key is not to be held back. */
    @SuppressWarnings("NullAway") // nothing reads the key of a free entry
    void forget(int id) {
        if (numbers == null) {
            objects[id] = null;
        }
    }

    void grow(int capacity) {
        if (numbers == null) {
            objects = Arrays.copyOf(objects, capacity);
        } else {
            numbers = Arrays.copyOf(numbers, capacity);
        }
    }
}
