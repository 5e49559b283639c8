package io.penstock.function;

/** Which time a timer waits for. */
public enum TimeDomain {
    /** The watermark. */
    EVENT_TIME,
    /** The engine's clock. */
    PROCESSING_TIME
}
