package io.penstock.connector.kafka;

/** What happens when Kafka no longer has what a position points to. */
public enum OutOfRange {
    /** The source fails with the exact bounds of what is lost. */
    FAIL,
    /** The bounds are logged, and reading goes on at the nearest record that is there. */
    CONTINUE_AND_REPORT
}
