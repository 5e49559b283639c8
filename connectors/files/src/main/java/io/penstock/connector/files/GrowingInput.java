package io.penstock.connector.files;

import io.penstock.connector.ConnectorMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file that grows, up to the end of its last whole line: what follows that is not shown until its end has
 * come, or until it is released.
 *
 * <pre>
 *   file:   lines that are whole     |  a line that is being written  |
 *                                  limit                           looked
 * </pre>
 */
final class GrowingInput implements ByteInput {
    private static final int LOOK_BYTES = 8 * 1024;

    private final FileChannel channel;
    private final ConnectorMetrics.Counter bytesRead;
    private long limit;
    private long looked;

    /** @param offset of a line's beginning */
    GrowingInput(Path file, long offset, ConnectorMetrics.Counter bytesRead) throws IOException {
        this.bytesRead = bytesRead;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.limit = offset;
        this.looked = offset;
    }

    FileChannel channel() {
        return channel;
    }

    /** Behind the last whole line. */
    long limit() {
        return limit;
    }

    /** How far the file went when it was looked at last. */
    long looked() {
        return looked;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Takes in how far the file goes now. Never back: a file that has become shorter is another one. */
    void look() throws IOException {
        long size = channel.size();
        if (size <= looked) {
            return;
        }
        long newline = lastNewline(looked, size);
        if (newline >= 0) {
            limit = newline + 1;
        }
        looked = size;
    }

    private long lastNewline(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LOOK_BYTES);
        for (long end = to; end > from; ) {
            long start = Math.max(from, end - LOOK_BYTES);
            bytes.clear().limit((int) (end - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
                // Until all of it is there, or the file has become shorter.
            }
            for (int i = bytes.position() - 1; i >= 0; i--) {
                if (bytes.get(i) == '\n') {
                    return start + i;
                }
            }
            end = start;
        }
        return -1;
    }

    /** The file begins anew. */
    void reset() {
        limit = 0;
        looked = 0;
    }

    /** Takes a last line without its end as whole. */
    void release() {
        limit = looked;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        long left = limit - channel.position();
        if (left <= 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(into, from, (int) Math.min(length, left)));
        bytesRead.add(Math.max(0, read));
        return read;
    }

    @Override
    public void moveTo(long offset) throws IOException {
        channel.position(offset);
    }

    @Override
    public long consumed() {
        return limit;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
