package io.penstock.node.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One line of text each way on a channel, with a limit on its size and on the time it takes. */
final class Lines implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    Lines(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Reads a line, without its end.
     *
     * @throws SocketTimeoutException if it is not whole in time
     * @throws IOException if it is longer than that many bytes, or the other side closes before its end
     */
    String read(int mostBytes, Duration timeout) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        long deadline = System.nanoTime() + timeout.toNanos();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (true) {
            buffer.clear();
            int read = channel.read(buffer);
            if (read < 0) {
                throw new EOFException("the other side closed before the end of its line");
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == mostBytes) {
                    throw new IOException("a line has more than " + mostBytes + " bytes");
                }
                line.write(next);
            }
            await(deadline, timeout);
        }
    }

    /** Writes a line and its end. */
    void write(String line, Duration timeout) throws IOException {
        key.interestOps(SelectionKey.OP_WRITE);
        long deadline = System.nanoTime() + timeout.toNanos();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(deadline, timeout);
            }
        }
    }

    private void await(long deadline, Duration timeout) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no whole line within " + timeout.toMillis() + " ms");
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
