package io.penstock.connector;

/** How a read ended. */
public enum ReadStatus {
    /** There may be more at once. */
    MORE,
    /** Nothing now; asked again after {@link ReadSettings#wakeUp}, or {@code penstock.source.idle-poll-interval}. */
    IDLE,
    /** The split is at its end; it is not read again. */
    FINISHED
}
