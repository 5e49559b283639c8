package io.penstock.function;

import org.jspecify.annotations.Nullable;

/** One value per key. A change counts once {@link #update} was called, also for a value changed in place. */
public interface ValueState<V> {
    /** The value of the current key, or null if there is none. */
    @Nullable
    V get();

    /** The value of the current key, or {@code other} if there is none. */
    default V getOrDefault(V other) {
        V value = get();
        return value == null ? other : value;
    }

    void update(V value);

    void clear();
}
