package io.penstock.persistence.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final Path path;
    private final int segment;
    private volatile FileChannel channel;
    private volatile boolean closed;

    SegmentFile(Path path, int segment) throws IOException {
        this.path = path;
        this.segment = segment;
        this.channel = Interrupts.withstanding(() -> FileChannel.open(path, StandardOpenOption.READ));
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
        Interrupts.withstanding(() -> {
            if (!channel.isOpen()) {
                reopen();
            }
            channel.force(false);
            return path;
        });
    }

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
