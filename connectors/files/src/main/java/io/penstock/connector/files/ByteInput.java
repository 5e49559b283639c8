package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/** The bytes of a file, decompressed if need be. For one thread. */
interface ByteInput extends AutoCloseable {
    /**
     * Reads at least one byte.
     *
     * @return how many, or -1 at the end
     */
    int read(byte[] into, int from, int length) throws IOException, SplitChangedException;

    /** Moves to a byte. Going back is allowed, and may be slow. */
    void moveTo(long offset) throws IOException, SplitChangedException;

    /** How many bytes of the file itself are read. */
    long consumed();

    @Override
    void close() throws IOException;
}
