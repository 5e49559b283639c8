package io.penstock.connector;

/** Takes what a reader reads. */
public interface ReadBuffer<T> {
    /** How many more records may be added; {@link #add} beyond that is refused. */
    int remaining();

    void add(T value);

    /** Adds a value whose event time the source knows. */
    void add(T value, long timestampMillis);

    /** Sends a record that could not be read to the side output {@link DeadLetter#TAG}; takes no room. */
    void deadLetter(DeadLetter letter);

    /** Counts a record that was left out by policy. */
    void skipped();
}
