package io.penstock.connector.files;

import java.io.IOException;

/** Where the bytes of one file go until its epoch is committed. For one thread. */
public interface PartOutput {
    /** Appends the first bytes of the array, which is used again after the call. */
    void write(byte[] bytes, int length) throws IOException;

    /** There is no more of it: makes it as durable as it has to be to be prepared, and closes it. */
    void finish() throws IOException;

    /** Closes it if it is open, and removes what it holds. Called at most once, also behind {@link #finish}. */
    void discard() throws IOException;
}
