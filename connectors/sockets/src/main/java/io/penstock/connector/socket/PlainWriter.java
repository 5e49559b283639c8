package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes by a thread of its own, as a write to a socket has no timeout. */
final class PlainWriter<T> implements SinkWriter<T, String> {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSink.class);
    /** What is given to TCP in one call, and sent again on another connection if that fails. */
    private static final int WRITTEN_AT_ONCE = 64 * 1024;

    private final FrameTarget target;
    private final String name;
    private final Function<T, byte[]> encoder;
    private final ConnectorMetrics.Counter bytesWritten;
    private final ConnectorMetrics.Counter reconnects;
    private final Thread thread;

    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean writing;
    private long progressNanos = System.nanoTime();
    private @Nullable Connection connection;
    private @Nullable IOException failure;
    private @Nullable Exception trouble;
    private boolean closed;

    PlainWriter(FrameTarget target, String name, Function<T, byte[]> encoder, ConnectorMetrics metrics) {
        this.target = target;
        this.name = name;
        this.encoder = encoder;
        this.bytesWritten = metrics.counter("bytesWritten");
        this.reconnects = metrics.counter("reconnects");
        this.thread = Threads.start("write-" + name, this::run);
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException, InterruptedException {
        for (int i = 0; i < batch.size(); i++) {
            put(encoder.apply(batch.value(i)));
        }
    }

    private synchronized void put(byte[] record) throws IOException, InterruptedException {
        long began = System.nanoTime();
        check();
        while (!waiting.isEmpty()
                && waitingBytes + record.length > target.limits().sinks().bufferBytes()) {
            awaitProgress(began);
        }
        waiting.add(record);
        waitingBytes += record.length;
        notifyAll();
    }

    /** Waits until TCP has all. */
    @Override
    public synchronized List<String> prepare(long epoch) throws IOException, InterruptedException {
        long began = System.nanoTime();
        check();
        while (writing || !waiting.isEmpty()) {
            awaitProgress(began);
        }
        return List.of();
    }

    private synchronized void check() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(name + " cannot write to " + target + ": " + cause.getMessage(), cause);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // those who call it look again
    private synchronized void awaitProgress(long began) throws IOException, InterruptedException {
        long limit = target.limits().sinks().writeTimeout().toMillis();
        long left = limit - (System.nanoTime() - Math.max(began, progressNanos)) / 1_000_000;
        if (left <= 0) {
            if (connection != null) {
                connection.close();
            }
            throw new IOException(
                    target + " has taken nothing for " + limit + " ms, which is sink.write-timeout, and "
                            + waitingBytes + " bytes of " + name + " wait: "
                            + (trouble == null
                                    ? "it is connected and does not read, so the connection is closed"
                                    : "it is not connected, " + trouble),
                    trouble);
        }
        wait(left);
        check();
    }

    private void run() {
        Backoff backoff = new Backoff(target.limits());
        try {
            while (!isClosed()) {
                try (Connection open = Connection.open(target.endpoint(), target.tls(), target.limits())) {
                    if (keep(open)) {
                        writeAll(open.out(), backoff);
                        open.closeInOrder();
                    }
                } catch (IOException e) {
                    awaitNext(backoff, e);
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(new IOException("the thread that writes has failed: " + e, e));
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean keep(Connection open) {
        connection = open;
        trouble = null;
        return !closed;
    }

    private synchronized void fail(IOException cause) {
        failure = cause;
        notifyAll();
    }

    private synchronized void awaitNext(Backoff backoff, IOException cause) throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        trouble = cause;
        reconnects.add(1);
        long millis = backoff.failed(target.endpoint(), cause).toMillis();
        if (Integer.bitCount(backoff.failures()) == 1) {
            LOG.warn(
                    "{} has no connection to {}: {}. Attempt {} to connect again in {} ms",
                    name,
                    target,
                    cause.toString(),
                    backoff.failures(),
                    millis);
        }
        long until = System.nanoTime() + millis * 1_000_000;
        while (!closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Until the writer is closed. A batch that was not written whole stays the next one. */
    private void writeAll(OutputStream out, Backoff backoff) throws IOException, InterruptedException {
        List<byte[]> batch = next();
        while (!batch.isEmpty()) {
            int size = batch.stream().mapToInt(record -> record.length).sum();
            byte[] together = new byte[size];
            int at = 0;
            for (byte[] record : batch) {
                System.arraycopy(record, 0, together, at, record.length);
                at += record.length;
            }
            out.write(together);
            out.flush();
            backoff.reset();
            bytesWritten.add(size);
            written(batch.size(), size);
            batch = next();
        }
    }

    /** What is to be written next; empty once it is closed. */
    private synchronized List<byte[]> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return List.of();
        }
        writing = true;
        int count = 0;
        long bytes = 0;
        for (byte[] record : waiting) {
            if (count > 0 && bytes + record.length > WRITTEN_AT_ONCE) {
                break;
            }
            count++;
            bytes += record.length;
        }
        return waiting.stream().limit(count).toList();
    }

    private synchronized void written(int records, int bytes) {
        for (int i = 0; i < records; i++) {
            waiting.remove();
        }
        waitingBytes -= bytes;
        writing = false;
        progressNanos = System.nanoTime();
        notifyAll();
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            boolean stuck = writing || !waiting.isEmpty();
            if (connection != null && stuck) {
                connection.close();
            }
            notifyAll();
        }
        Threads.end(thread);
    }
}
