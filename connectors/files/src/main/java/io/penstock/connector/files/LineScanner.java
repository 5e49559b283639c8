package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds lines in bytes, with the exact offset of each. A line ends with {@code \n} or {@code \r\n}; the last one may lack
 * it. The current record is one line, or several once it was extended, and is valid until the next call.
 *
 * <pre>
 *   buffer  |  done  |  record  |\r\n|   not looked at yet   |  free  |
 *           0      start       end  next                   limit
 *         base                                          (offsets in the file)
 * </pre>
 */
final class LineScanner implements AutoCloseable {
    /** What a call found. */
    enum Found {
        /** A record that is within the limit. */
        LINE,
        /** A line beyond the limit: it is skipped, and only {@link #beginning} shows something of it. */
        TOO_LONG,
        /** No more bytes. */
        END
    }

    /** How much of a bad record is kept, to show it. */
    static final int KEPT_BYTES = 4096;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long NEWLINES = LOW_BITS * '\n';

    private final ByteInput input;
    private final int maxBytes;
    private byte[] buffer;
    private long base;
    private int start;
    private int end;
    private int next;
    private int limit;
    private boolean inputEnded;
    /** Not zero if there is a byte above 127 in the record. */
    private long notAscii;

    private long recordOffset;
    private int firstEnd;
    private int firstNext;
    /** Of a line that is too long. */
    private byte @Nullable [] beginning;

    /**
     * @param maxBytes the longest record, its line end not counted
     * @param initialBytes how large the buffer is at first; it grows where a record needs that
     */
    LineScanner(ByteInput input, int maxBytes, int initialBytes) {
        this.input = input;
        this.maxBytes = maxBytes;
        this.buffer = new byte[initialBytes];
    }

    /** The bytes the record lies in, from {@link #start} to {@link #end}. */
    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    /** Behind the last byte of the record, its line end not counted. */
    int end() {
        return end;
    }

    boolean isAscii() {
        return notAscii == 0;
    }

    /** Where the record starts in the file. */
    long recordOffset() {
        return recordOffset;
    }

    /** Where the next record starts in the file. */
    long offset() {
        return base + next;
    }

    ByteInput input() {
        return input;
    }

    /** The first bytes of the record, also of one that is too long: at most {@link #KEPT_BYTES}. */
    byte[] beginning() {
        return beginning != null ? beginning : Arrays.copyOfRange(buffer, start, Math.min(start + KEPT_BYTES, end));
    }

    /** Moves to any byte of the file. */
    void moveTo(long offset) throws IOException, SplitChangedException {
        input.moveTo(offset);
        base = offset;
        start = 0;
        end = 0;
        next = 0;
        limit = 0;
        inputEnded = false;
    }

    /** Skips these bytes if they are the next ones. */
    void skipIfNext(byte[] expected) throws IOException, SplitChangedException {
        start = next;
        boolean more = true;
        while (more && limit - start < expected.length) {
            more = fill();
        }
        next = start;
        if (limit - start >= expected.length
                && Arrays.equals(buffer, start, start + expected.length, expected, 0, expected.length)) {
            next += expected.length;
        }
    }

    /** Skips to behind the next line end, however far that is. */
    void skipLine() throws IOException, SplitChangedException {
        start = next;
        skipFrom(next);
    }

    /** Makes the next line the record. */
    Found next() throws IOException, SplitChangedException {
        start = next;
        recordOffset = base + start;
        notAscii = 0;
        beginning = null;
        Found found = scan(next);
        if (found == Found.TOO_LONG) {
            keepBeginning();
            return found;
        }
        firstEnd = end - start;
        firstNext = next - start;
        return found;
    }

    /** Adds the next line to the record. If there is none, or it is too long, the record stays as it is. */
    Found extend() throws IOException, SplitChangedException {
        int keptEnd = end - start;
        int keptNext = next - start;
        Found found = scan(next);
        if (found != Found.LINE) {
            end = start + keptEnd;
            next = start + keptNext;
        }
        return found;
    }

    /** Makes the record its first line again, and what follows that the next one. */
    void keepFirstLine() {
        end = start + firstEnd;
        next = start + firstNext;
    }

    private Found scan(int from) throws IOException, SplitChangedException {
        int scanned = from;
        while (true) {
            int newline = findNewline(scanned);
            if (newline >= 0) {
                next = newline + 1;
                end = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
                return end - start <= maxBytes ? Found.LINE : Found.TOO_LONG;
            }
            // One byte more than the limit may be the \r of a line end.
            if (limit - start > maxBytes + 1) {
                next = limit;
                return Found.TOO_LONG;
            }
            int before = start;
            int unscanned = limit;
            boolean filled = fill();
            scanned = unscanned - (before - start);
            from -= before - start;
            if (!filled) {
                end = limit;
                next = limit;
                if (limit == from) {
                    return Found.END;
                }
                return end - start <= maxBytes ? Found.LINE : Found.TOO_LONG;
            }
        }
    }

    /** Eight bytes at a time; the first line end from {@code from} on, or -1. Notes whether it passed bytes above 127. */
    private int findNewline(int from) {
        byte[] bytes = buffer;
        int to = limit;
        int at = from;
        long high = 0;
        for (; at <= to - 8; at += 8) {
            long word = (long) WORDS.get(bytes, at);
            long differs = word ^ NEWLINES;
            long zeros = (differs - LOW_BITS) & ~differs & HIGH_BITS;
            if (zeros != 0) {
                // Only the lowest set bit is certain to mark a line end. Bytes below it belong to this line.
                long lowest = zeros & -zeros;
                notAscii |= high | (word & HIGH_BITS & (lowest - 1));
                return at + (Long.numberOfTrailingZeros(lowest) >>> 3);
            }
            high |= word & HIGH_BITS;
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                notAscii |= high;
                return at;
            }
            high |= bytes[at] & 0x80;
        }
        notAscii |= high;
        return -1;
    }

    private void keepBeginning() throws IOException, SplitChangedException {
        beginning = Arrays.copyOfRange(buffer, start, Math.min(start + KEPT_BYTES, limit));
        if (buffer[next - 1] != '\n') {
            skipFrom(next);
        }
        start = next;
        end = next;
    }

    private void skipFrom(int from) throws IOException, SplitChangedException {
        int scanned = from;
        while (true) {
            int newline = findNewline(scanned);
            if (newline >= 0) {
                next = newline + 1;
                return;
            }
            // What was scanned is not needed: the buffer never grows here.
            base += limit;
            limit = 0;
            start = 0;
            scanned = 0;
            if (!fill()) {
                next = 0;
                return;
            }
        }
    }

    /** Reads more behind {@code limit}; moves the record to the front of the buffer, or to a larger one, for that. */
    private boolean fill() throws IOException, SplitChangedException {
        if (inputEnded) {
            return false;
        }
        if (start > 0 && limit - start < buffer.length / 2) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            base += start;
            limit -= start;
            start = 0;
        } else if (limit == buffer.length) {
            byte[] larger = new byte[buffer.length * 2];
            System.arraycopy(buffer, start, larger, 0, limit - start);
            buffer = larger;
            base += start;
            limit -= start;
            start = 0;
        }
        int read = input.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            inputEnded = true;
            return false;
        }
        limit += read;
        return true;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
