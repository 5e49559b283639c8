package io.penstock.connector;

import java.util.List;

/** Writes the records of one lane. Used by one thread at a time, with a happens-before between uses. */
public interface SinkWriter<T, C> extends AutoCloseable {
    /**
     * Writes a batch. Nothing written is to be seen in the target before it is committed, if the sink is exactly once.
     *
     * @throws Exception fails the sink task
     */
    void write(RecordBatch<T> batch) throws Exception;

    /**
     * Ends the epoch: makes what was written since the last call durable and says how to commit it. Empty if nothing
     * was written.
     *
     * @param epoch the checkpoint that ends the epoch; never given twice to a sink, and growing
     */
    List<C> prepare(long epoch) throws Exception;

    /** Drops what is not prepared. */
    @Override
    void close() throws Exception;
}
