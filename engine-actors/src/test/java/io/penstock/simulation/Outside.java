package io.penstock.simulation;

/** What the world outside the engine does at the points where the engine calls it. Throws where it fails. */
interface Outside {
    /** How many records a read may give, up to {@code room}; 0 = nothing now. */
    default int beforeRead(int room) {
        return room;
    }

    /** The position that a reader reports. */
    default EventSource.Split position(EventSource.Split split) {
        return split;
    }

    /** A function of the job handles a record. */
    default void onFunction() {}

    default void beforeWrite() {}

    default void beforePrepare() {}

    /** Everything is staged, but the sink task does not know. */
    default void afterPrepare() {}

    default void beforeCommit() {}

    /** One transaction is visible, but the sink task does not know. */
    default void afterCommit() {}
}
