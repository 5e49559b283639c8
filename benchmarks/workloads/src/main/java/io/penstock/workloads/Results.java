package io.penstock.workloads;

import java.util.List;

/** What is remembered of outputs beside their number and checksum. Thread-safe; the same output twice is one. */
public interface Results {
    void take(long key, long value, long timestamp);

    /** In what these differ from what is right, in words; empty if they do not. */
    List<String> differences(Results right);
}
