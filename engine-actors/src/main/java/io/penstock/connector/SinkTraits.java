package io.penstock.connector;

/**
 * What a sink can do.
 *
 * @param delivery what reaches the target once a job has recovered from any crash
 * @param blocking writing may block the thread, so it is done on a dispatcher for that
 */
public record SinkTraits(Delivery delivery, boolean blocking) {
    /** How often the target has each record. */
    public enum Delivery {
        /** Each record once: commits are atomic and may be repeated. */
        EXACTLY_ONCE,
        /** Each record once or more. */
        AT_LEAST_ONCE,
        /** Each record at most once. */
        AT_MOST_ONCE
    }
}
