package io.penstock.connector.files;

import java.io.IOException;

/** Writes the records of one file. For one thread. */
public interface RecordEncoder<T> {
    /**
     * Writes a record.
     *
     * @param room how many bytes the file may still grow
     * @return false if there is not that much room; nothing was written then
     * @throws IOException if the record or the file cannot be written
     */
    boolean write(T value, long room) throws IOException;

    /** Writes what is held back and the end of the file. Nothing is written after that. */
    void finish() throws IOException;
}
