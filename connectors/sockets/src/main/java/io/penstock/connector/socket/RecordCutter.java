package io.penstock.connector.socket;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into records. Memory is bounded by the longest record: what is longer is told at once
 * when the limit is passed, and its rest is dropped as it comes. For one thread.
 */
final class RecordCutter {
    private static final int READ_BYTES = 16 * 1024;
    /** How much of a record that is too long is kept, to show it. */
    private static final int KEPT_BYTES = 4096;

    /** What is wrong with a record, if anything. */
    enum Fault {
        NONE,
        /** Longer than allowed; the bytes are its beginning. */
        TOO_LONG,
        /** The connection ended before the delimiter came. */
        INCOMPLETE
    }

    /**
     * A record without its delimiter.
     *
     * @param position of its first byte in what the connection brought
     */
    record Cut(long position, byte[] bytes, Fault fault) {}

    private final InputStream in;
    private final byte[] delimiter;
    private final boolean lines;
    private final int maxBytes;
    private byte[] buffer = new byte[READ_BYTES];
    private int start;
    private int scanned;
    private int limit;
    /** Of the buffer's first byte, in the connection. */
    private long base;

    private boolean dropping;

    /**
     * @param delimiter one byte or more
     * @param lines a carriage return before the delimiter belongs to it
     */
    RecordCutter(InputStream in, byte[] delimiter, boolean lines, int maxBytes) {
        this.in = in;
        this.delimiter = delimiter.clone();
        this.lines = lines;
        this.maxBytes = maxBytes;
    }

    /** The next record, or null at the end of the connection. Waits for it. */
    @Nullable
    Cut next() throws IOException {
        while (true) {
            int end = delimiterEnd();
            if (end >= 0) {
                Cut cut = dropping ? null : cut(end - delimiter.length);
                dropping = false;
                start = end;
                if (cut != null) {
                    return cut;
                }
            } else if (dropping) {
                // A delimiter may have begun.
                start = Math.max(start, limit - (delimiter.length - 1));
                if (!fill()) {
                    return null;
                }
            } else if (limit - start > maxBytes + delimiter.length + (lines ? 1 : 0)) {
                dropping = true;
                return tooLong();
            } else if (!fill()) {
                return rest();
            }
        }
    }

    private Cut cut(int end) {
        int behind = lines && end > start && buffer[end - 1] == '\r' ? end - 1 : end;
        if (behind - start > maxBytes) {
            return tooLong();
        }
        return new Cut(base + start, Arrays.copyOfRange(buffer, start, behind), Fault.NONE);
    }

    private Cut tooLong() {
        return new Cut(
                base + start,
                Arrays.copyOfRange(buffer, start, start + Math.min(KEPT_BYTES, maxBytes)),
                Fault.TOO_LONG);
    }

    private @Nullable Cut rest() {
        if (start == limit) {
            return null;
        }
        Cut cut = new Cut(base + start, Arrays.copyOfRange(buffer, start, limit), Fault.INCOMPLETE);
        start = limit;
        return cut;
    }

    /** Behind the next delimiter, or -1 if there is none in the buffer. */
    private int delimiterEnd() {
        byte last = delimiter[delimiter.length - 1];
        for (int at = Math.max(scanned, start + delimiter.length - 1); at < limit; at++) {
            int from = at + 1 - delimiter.length;
            if (buffer[at] == last
                    && (delimiter.length == 1 || Arrays.equals(buffer, from, at + 1, delimiter, 0, delimiter.length))) {
                scanned = at + 1;
                return at + 1;
            }
        }
        scanned = limit;
        return -1;
    }

    /** Reads more behind what is there; false at the end. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            base += start;
            scanned -= start;
            limit -= start;
            start = 0;
        }
        if (limit == buffer.length) {
            long wanted = Math.min(buffer.length * 2L, (long) maxBytes + delimiter.length + 2 + READ_BYTES);
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, Integer.MAX_VALUE - 64));
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }
        limit += read;
        return true;
    }
}
