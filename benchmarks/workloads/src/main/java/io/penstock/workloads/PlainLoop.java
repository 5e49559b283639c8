package io.penstock.workloads;

/** A workload in a loop on one thread. */
public interface PlainLoop {
    /**
     * Goes on until each part has had so many records.
     *
     * @param counts by part, never less than in the call before
     */
    void advance(long[] counts);

    /** Ends each part where it is. */
    void close();
}
