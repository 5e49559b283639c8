package io.penstock.persistence.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What one owner appends between opening and closing: a fresh directory of .cq4 files that nobody appends to afterwards.
 * So a file that a crash has left behind is never written again, and no lock of a dead owner is ever met.
 *
 * <p>Used by one thread at a time. After an exception only {@link #close()} may be called.
 */
public interface Run extends Closeable {

    /** Makes runs; {@code firstSegment} is the number of the first file. */
    @FunctionalInterface
    interface Factory {
        /** Starts a run in a directory that is empty. */
        Run start(Path directory, int firstSegment, int blockBytes) throws IOException;
    }

    /** Makes the next append go to the file of the next segment. */
    void roll();

    /**
     * Appends one document made of a header and a slice of a body.
     *
     * @return the position of its first byte in {@link #file()}; a multiple of 4
     */
    long append(byte[] header, byte[] body, int offset, int length) throws IOException;

    /** The directory of the run. */
    Path directory();

    /** The number of the segment that the next append goes to. */
    int segment();

    /** The file of {@link #segment()}; exists after the first append to it. */
    Path file();

    @Override
    void close() throws IOException;
}
