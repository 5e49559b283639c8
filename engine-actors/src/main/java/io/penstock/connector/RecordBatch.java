package io.penstock.connector;

/** A batch as a writer sees it. Valid during the call it was passed to. */
public interface RecordBatch<T> {
    int size();

    T value(int index);

    /** Event time in milliseconds, or {@link io.penstock.function.ProcessContext#NO_TIMESTAMP}. */
    long timestampMillis(int index);
}
