package io.penstock.persistence.store;

import io.penstock.persistence.store.FrameDescriptor.Header;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads bodies by position, with a window that grows while reading goes forward, so that a replay costs few system calls
 * and a single read few bytes. Used by one thread.
 */
final class FrameReader implements Closeable {
    /** For {@link #body}: the length is not known beforehand. */
    static final int WHOLE = -1;

    private static final int SMALLEST_WINDOW = 4 << 10;
    private static final int LARGEST_WINDOW = 256 << 10;

    private final SegmentFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private int nextWindow = SMALLEST_WINDOW;

    FrameReader(SegmentFile file) {
        this.file = file;
    }

    int segment() {
        return file.segment();
    }

    /** A whole body and the ordinal of its first event. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Body(long ordinal, byte[] bytes) {}

    /**
     * Reads the body that starts in the frame at {@code position}, following its chunks.
     *
     * @param expectedBytes length of the whole body as the index knows it, or {@link #WHOLE}
     * @throws IOException saying which file and position if the frame is not there or not intact
     */
    Body body(long position, int expectedBytes) throws IOException {
        long at = position;
        Header header = frame(at, 0);
        long ordinal = header.ordinal();
        int chunks = header.chunks();
        byte[] body = new byte[expectedBytes != WHOLE ? expectedBytes : wholeBytes(header)];
        int filled = 0;
        for (int chunk = 0; ; chunk++) {
            int length = header.bodyBytes();
            if (filled + length > body.length) {
                throw notTheBody(position, expectedBytes);
            }
            window.get((int) (at - windowStart) + FrameDescriptor.HEADER_BYTES, body, filled, length);
            filled += length;
            if (chunk == chunks - 1) {
                break;
            }
            at = nextData(at + FrameDescriptor.HEADER_BYTES + length);
            header = frame(at, chunk + 1);
        }
        if (expectedBytes == WHOLE) {
            return new Body(ordinal, filled == body.length ? body : Arrays.copyOf(body, filled));
        }
        if (filled != expectedBytes) {
            throw notTheBody(position, expectedBytes);
        }
        return new Body(ordinal, body);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** All chunks but the last are as long as the first. */
    private static int wholeBytes(Header first) {
        return Math.toIntExact((long) first.bodyBytes() * first.chunks());
    }

    private IOException notTheBody(long position, int expectedBytes) {
        return new IOException(file.path() + " at byte " + position + ": expected an entry of " + expectedBytes
                + " bytes, found another. Run the journal's verify tool.");
    }

    /** The header of an intact frame that lies in the window as a whole. */
    private Header frame(long at, int chunk) throws IOException {
        Header header = available(at, FrameDescriptor.HEADER_BYTES)
                ? FrameDescriptor.decode(window, (int) (at - windowStart))
                : null;
        if (header == null
                || header.segment() != file.segment()
                || header.chunk() != chunk
                || at + header.bodyBytes() > file.size()
                || !available(at, FrameDescriptor.HEADER_BYTES + header.bodyBytes())
                || !FrameDescriptor.intact(window, (int) (at - windowStart), header)) {
            throw new IOException(
                    file.path() + " at byte " + at + ": the frame there is not intact (magic, length, chunk"
                            + " or checksum). Run the journal's verify tool.");
        }
        return header;
    }

    /** Position of the payload of the first data document whose word is at or after {@code end} of the one before. */
    private long nextData(long end) throws IOException {
        long at = Documents.align(end);
        while (true) {
            int word = available(at, Documents.WORD_BYTES) ? window.getInt((int) (at - windowStart)) : 0;
            if (!Documents.isReady(word)) {
                throw new IOException(file.path() + " at byte " + at
                        + ": expected a further document, found the end. Run the journal's verify tool.");
            }
            if (!Documents.isMeta(word)) {
                return at + Documents.WORD_BYTES;
            }
            at = Documents.align(at + Documents.WORD_BYTES + Documents.length(word));
        }
    }

    private boolean available(long position, int bytes) throws IOException {
        long windowEnd = windowStart + window.limit();
        if (position >= windowStart && position + bytes <= windowEnd) {
            return true;
        }
        boolean forward = position >= windowStart && position <= windowEnd + LARGEST_WINDOW;
        nextWindow = forward ? Math.min(LARGEST_WINDOW, nextWindow * 2) : SMALLEST_WINDOW;
        int wanted = Math.max(bytes, nextWindow);
        if (window.capacity() < wanted) {
            window = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN);
        }
        windowStart = position;
        file.read(window.clear().limit(wanted), position);
        return window.limit() >= bytes;
    }
}
