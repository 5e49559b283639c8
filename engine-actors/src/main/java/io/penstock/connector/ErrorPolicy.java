package io.penstock.connector;

/** What happens to a record that cannot be read. */
public enum ErrorPolicy {
    /** The source fails with the coordinates of the record, and so does the job once its restarts are used up. */
    FAIL,
    /** The record is left out, counted and logged with its coordinates. */
    SKIP,
    /** The record goes to the side output {@link DeadLetter#TAG}. */
    DEAD_LETTER
}
