package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;

/** Cuts bytes into the records of one format. For one thread. */
interface Records<R> {
    /** Takes the next line as the header. Called at the beginning of a file. */
    void readHeader() throws IOException, SplitChangedException, MalformedRecordException;

    /** True if records can be told only by who knows the header. */
    boolean needsHeader();

    /** Moves to the next record, over at most one line that is none. */
    Step advance() throws IOException, SplitChangedException;

    /**
     * The current record.
     *
     * @throws MalformedRecordException if it is bad; the next {@link #advance} goes on behind it
     */
    R current() throws MalformedRecordException;

    /** How many lines the last step went over. */
    int lines();

    /** What a step came upon. */
    enum Step {
        /** A record, good or bad. */
        RECORD,
        /** A line that is no record. */
        BLANK,
        /** The end of the file. */
        END
    }
}
