package io.penstock.workloads;

/**
 * The stream record of all workloads.
 *
 * @param timestamp event time in milliseconds, or the tick at which the record is due, or {@link #CLOSING}
 */
public record Event(long key, long value, long timestamp) {
    /** The timestamp of records that ask for the final value of their key, and of the answers. */
    public static final long CLOSING = Long.MAX_VALUE;
}
