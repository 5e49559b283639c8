package io.penstock.function;

import java.util.List;

/** A list per key. Snapshots write the whole list of a key that was touched, so keep lists short. */
public interface ListState<E> {
    /** A read-only view of the list of the current key, empty if there is none. */
    List<E> get();

    void add(E element);

    void update(List<E> elements);

    void clear();
}
