package io.penstock.function;

/** What a keyed function may see and do while it handles one value or timer. Valid during that call only. */
public interface KeyedContext<K, R> extends ProcessContext<R> {
    K key();

    /** Processing time in milliseconds, from the engine's clock. */
    long processingTimeMillis();

    /** Asks for {@code onTimer} of this key once the watermark reaches the time. Asking twice is asking once. */
    void registerEventTimer(long timeMillis);

    /** Asks for {@code onTimer} of this key once the clock reaches the time. Asking twice is asking once. */
    void registerProcessingTimer(long timeMillis);

    void deleteEventTimer(long timeMillis);

    void deleteProcessingTimer(long timeMillis);
}
