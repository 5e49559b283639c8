package io.penstock.function;

/** What a function may see and do while it handles one value or timer. Valid during that call only. */
public interface ProcessContext<R> extends Collector<R> {
    /** No event time: no {@code timestamps} step stands before this operator. */
    long NO_TIMESTAMP = Long.MIN_VALUE;

    /** Event time of the value or timer in milliseconds, or {@link #NO_TIMESTAMP}. */
    long timestampMillis();

    /** The watermark of this operator in milliseconds, {@code Long.MIN_VALUE} before the first one. */
    long watermarkMillis();

    /** Sends to a side output. What no stream reads is dropped. */
    <X> void sideOutput(OutputTag<X> tag, X value);
}
