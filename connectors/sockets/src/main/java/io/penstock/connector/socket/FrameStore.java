package io.penstock.connector.socket;

import java.io.IOException;

/**
 * Where a {@link FrameReceiver} keeps records. What makes it exactly once is that a record and its sequence are kept in one
 * step: after a crash both are there, or neither. Called by several threads, for one client by one at a time.
 */
public interface FrameStore extends AutoCloseable {
    /** The last sequence that is kept of a client, or 0. */
    long lastSequence(String client) throws IOException;

    /** Keeps a record whose sequence is greater than the client's last one. */
    void store(String client, long sequence, byte[] payload) throws IOException;

    /** All that was stored outlives a crash. Called before it is acknowledged. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
