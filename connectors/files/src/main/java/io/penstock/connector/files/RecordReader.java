package io.penstock.connector.files;

import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;

/**
 * Reads the records of one file from a position on; what a {@link RecordFormat} opens. For one thread at a time.
 *
 * @param <T> the records
 */
public interface RecordReader<T> extends AutoCloseable {
    /**
     * Appends records until the buffer is full or the part of the file is read.
     *
     * @throws Exception as {@link io.penstock.connector.SplitReader#read} does
     */
    ReadStatus read(ReadBuffer<T> out) throws Exception;

    /** Behind the last record that was read. */
    FilePosition position();

    /** How much of the part is read, 0 to 1. */
    double progress();

    /** Closes the file too. */
    @Override
    void close() throws Exception;
}
