package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/**
 * The bytes of one file of a storage, held against what the file was when a position in it was taken: bytes of a file
 * that has changed since are not given out, unless the policy is to go on with them. For one thread.
 */
public interface StoredFile extends AutoCloseable {
    /** What people call it, with its storage; what it ends with tells the compression. */
    String name();

    /** As {@link #name}, in the shortest way to say where a record stands. */
    default String shortName() {
        return name();
    }

    /** How many bytes it has now. */
    long size() throws IOException, SplitChangedException;

    /**
     * Reads at least one byte from where it stands, and moves behind what it read.
     *
     * @param length 1 or more
     * @return how many, or -1 at the end
     */
    int read(byte[] into, int from, int length) throws IOException, SplitChangedException;

    /**
     * Reads from any byte, without moving.
     *
     * @return how many: fewer than {@code into} has room for only at the end of the file, 0 or less behind it
     */
    int readAt(long offset, byte[] into) throws IOException, SplitChangedException;

    /**
     * Moves to any byte.
     *
     * @throws SplitChangedException if the file ends before it
     */
    void moveTo(long offset) throws IOException, SplitChangedException;

    /** Where it stands. */
    long position() throws IOException;

    /**
     * Fails if the file is no longer what it was. Called behind reading and before what was read is believed; free where
     * reading itself would have failed.
     */
    void verify() throws IOException, SplitChangedException;

    @Override
    void close() throws IOException;
}
