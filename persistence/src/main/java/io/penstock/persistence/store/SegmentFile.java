package io.penstock.persistence.store;

import io.penstock.persistence.store.FrameDescriptor.Header;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Positional, bounds-checked reads of one .cq4 file: no mapping, so neither a wrong length nor a file cut short can do
 * more than make a read fail. Thread-safe.
 */
final class SegmentFile implements Closeable {
    private static final int USUAL_CHUNK = 1 << 20;

    private final Path path;
    private final int segment;
    private volatile FileChannel channel;
    private volatile boolean closed;

    SegmentFile(Path path, int segment) throws IOException {
        this.path = path;
        this.segment = segment;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    Path path() {
        return path;
    }

    int segment() {
        return segment;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Fills the buffer from a position as far as the file goes, and flips it. */
    void read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            int got;
            try {
                got = channel.read(into, position + into.position() - start);
            } catch (ClosedByInterruptException e) {
                Interrupts.clear();
                reopen();
                continue;
            } catch (ClosedChannelException e) {
                // Another thread was interrupted while it read this file.
                reopen();
                continue;
            }
            if (got < 0) {
                break;
            }
        }
        into.flip();
    }

    /** Forces what was appended to this file to disk. */
    void force() throws IOException {
        try {
            channel.force(false);
        } catch (ClosedByInterruptException e) {
            Interrupts.clear();
            reopen();
            channel.force(false);
        }
    }

    /**
     * Reads the body that starts in the frame at {@code position}, following its chunks.
     *
     * @param expectedBytes length of the whole body, as the index knows it
     * @throws IOException saying which file and position if the frame is not there or not intact
     */
    Body body(long position, int expectedBytes) throws IOException {
        byte[] body = new byte[expectedBytes];
        int filled = 0;
        long at = position;
        int chunk = 0;
        long ordinal = 0;
        while (true) {
            ByteBuffer frame = frame(at, expectedBytes - filled);
            Header header = FrameDescriptor.decode(frame, 0);
            if (header == null
                    || header.segment() != segment
                    || header.chunk() != chunk
                    || header.bodyBytes() > expectedBytes - filled
                    || header.bodyBytes() > frame.limit() - FrameDescriptor.HEADER_BYTES
                    || !FrameDescriptor.intact(frame, 0, header)) {
                throw new IOException(
                        path + " at byte " + at + ": the frame there is not intact (magic, length, chunk or checksum)."
                                + " Run the journal's verify tool.");
            }
            if (chunk == 0) {
                ordinal = header.ordinal();
            }
            frame.get(FrameDescriptor.HEADER_BYTES, body, filled, header.bodyBytes());
            filled += header.bodyBytes();
            chunk++;
            if (chunk == header.chunks()) {
                break;
            }
            at = Documents.nextData(this, at + FrameDescriptor.HEADER_BYTES + header.bodyBytes());
        }
        if (filled != expectedBytes) {
            throw new IOException(path + " at byte " + position + ": expected an entry of " + expectedBytes
                    + " bytes, found " + filled + ". Run the journal's verify tool.");
        }
        return new Body(ordinal, body);
    }

    /** At least a header's worth of bytes (zero-filled past the end) and the body as far as it is there. */
    private ByteBuffer frame(long at, int remaining) throws IOException {
        ByteBuffer buffer = buffer(Math.min(remaining, USUAL_CHUNK));
        read(buffer, at);
        int body = buffer.limit() < FrameDescriptor.HEADER_BYTES ? 0 : FrameDescriptor.bodyBytes(buffer, 0);
        if (body > USUAL_CHUNK && body <= remaining) {
            buffer = buffer(body);
            read(buffer, at);
        }
        return buffer.limit() < FrameDescriptor.HEADER_BYTES ? buffer(0).clear() : buffer;
    }

    private static ByteBuffer buffer(int body) {
        return ByteBuffer.allocate(FrameDescriptor.HEADER_BYTES + body).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A whole body and the ordinal of its first event. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Body(long ordinal, byte[] bytes) {}

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }

    private synchronized void reopen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!channel.isOpen()) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
    }
}
