package io.penstock.function;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map per key. Snapshots write the whole map of a key that was touched, so keep maps small. */
public interface MapState<F, V> {
    @Nullable
    V get(F field);

    void put(F field, V value);

    void remove(F field);

    /** A read-only view of the map of the current key, empty if there is none. */
    Map<F, V> entries();

    void clear();
}
