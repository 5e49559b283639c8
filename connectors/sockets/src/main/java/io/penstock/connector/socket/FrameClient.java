package io.penstock.connector.socket;

import com.typesafe.config.Config;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.socket.FrameException.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the framed protocol: sends numbered records, keeps them until they are acknowledged, connects again when a
 * connection ends, and then sends again what was not acknowledged. Usable without a job. Thread-safe; two threads that
 * send at a time have their records in any order.
 *
 * <pre>{@code
 * try (FrameClient client = FrameClient.to("localhost", 7002).open()) {
 *     client.send("hello".getBytes(UTF_8));
 *     client.flush();
 * }
 * }</pre>
 *
 * <p>What is not acknowledged is in memory only: it is gone with the process. To have each record exactly once beyond
 * that, give the client a {@link Builder#name} of its own, number records by a place that outlives the process (a line, a
 * row), and begin again with the first one that was not acknowledged.
 */
public final class FrameClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameClient.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int WRITTEN_AT_ONCE = 256;

    private final FrameTarget target;
    private final String name;
    private final long generation;
    private final boolean counts;
    private final ConnectorMetrics.Counter reconnects;
    private final Thread thread;

    /** Not acknowledged, oldest first. */
    private final ArrayDeque<Frame> window = new ArrayDeque<>();
    /** Of these, what is not yet written on the present connection. */
    private final ArrayDeque<Frame> unwritten = new ArrayDeque<>();

    private long windowBytes;
    private long last;
    private long acknowledged;
    private long progressNanos = System.nanoTime();
    private @Nullable Connection connection;
    private boolean connected;
    private @Nullable Exception trouble;
    private @Nullable IOException failure;
    private boolean closed;

    /** What a client is made of. */
    public static final class Builder {
        private final Endpoint endpoint;
        private Limits limits = Limits.load();
        private @Nullable Tls tls;
        private @Nullable String name;
        private long generation;

        private Builder(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Secures the connection. */
        public Builder tls(Tls security) {
            tls = security;
            return this;
        }

        /**
         * Who the client is: up to 512 bytes. Two clients at a time must not have one name, and no sequence may be used
         * for two records under it. The default is one that nobody else has.
         */
        public Builder name(String client) {
            name = client;
            return this;
        }

        /** Counts the owners of a name: a server that knows a later one refuses an earlier one. The default is 0. */
        public Builder generation(long number) {
            if (number < 0) {
                throw new IllegalArgumentException("the generation is " + number + ": expected 0 or more");
            }
            generation = number;
            return this;
        }

        /** Settings in place of the application's: what stands under {@code penstock.connector.sockets}. */
        public Builder settings(Config sockets) {
            limits = Limits.of(sockets);
            return this;
        }

        /** Begins to connect; does not wait for it. */
        public FrameClient open() {
            String client = name;
            return new FrameClient(
                    new FrameTarget(endpoint, tls, limits),
                    client == null ? UUID.randomUUID().toString() : client,
                    generation,
                    client == null,
                    new ConnectorMetrics().counter("reconnects"));
        }
    }

    /** A client of the server there. */
    public static Builder to(String host, int port) {
        return new Builder(new Endpoint(host, port));
    }

    /**
     * @param counts the sequence numbers begin at 1, and nobody has used the name before
     * @param reconnects counts connections that ended or could not be made
     */
    FrameClient(FrameTarget target, String name, long generation, boolean counts, ConnectorMetrics.Counter reconnects) {
        this.target = target;
        this.name = name;
        this.generation = generation;
        this.counts = counts;
        this.reconnects = reconnects;
        this.thread = Threads.start("frames-" + name, this::run);
    }

    /**
     * Sends a record under the next number. Waits while the window of records that are not acknowledged is full.
     *
     * @return its number
     * @throws IOException if there is no progress for {@code framed.send-timeout}, or the server refuses this client
     */
    public synchronized long send(byte[] payload) throws IOException, InterruptedException {
        if (!counts) {
            throw new IllegalStateException("client " + name
                    + " has a name that may have been used before, so its numbers are the caller's: use"
                    + " send(sequence, payload)");
        }
        long sequence = last + 1;
        put(sequence, payload);
        return sequence;
    }

    /**
     * As {@link #send(byte[])}, with a number of the caller's own, for clients with a {@link Builder#name}: 1 or more, and
     * greater than all before. One that the server has acknowledged already is not sent.
     */
    public synchronized void send(long sequence, byte[] payload) throws IOException, InterruptedException {
        if (counts) {
            throw new IllegalStateException(
                    "client " + name + " counts by itself: give it a name, or use send(payload)");
        }
        put(sequence, payload);
    }

    private synchronized void put(long sequence, byte[] payload) throws IOException, InterruptedException {
        if (sequence <= last) {
            throw new IllegalArgumentException("sequence " + sequence + " of client " + name + " comes behind " + last
                    + ": expected a greater one");
        }
        if (payload.length > target.limits().maxRecordBytes()) {
            throw new IllegalArgumentException("record " + sequence + " of client " + name + " has " + payload.length
                    + " bytes: expected at most " + target.limits().maxRecordBytes() + " (max-record-bytes)");
        }
        long size = (long) payload.length + FrameDescriptor.overheadBytes();
        Limits.Framed limits = target.limits().framed();
        long beganNanos = System.nanoTime();
        check();
        while (!window.isEmpty()
                && (window.size() >= limits.windowFrames() || windowBytes + size > limits.windowBytes())) {
            awaitProgress(beganNanos);
        }
        last = sequence;
        if (sequence <= acknowledged) {
            return;
        }
        Frame frame = new Frame(Frame.Type.RECORD, sequence, payload);
        window.add(frame);
        unwritten.add(frame);
        windowBytes += size;
        notifyAll();
    }

    /**
     * Waits until all that was sent is acknowledged.
     *
     * @throws IOException if there is no progress for {@code framed.send-timeout}, or the server refuses this client
     */
    public synchronized void flush() throws IOException, InterruptedException {
        long beganNanos = System.nanoTime();
        check();
        while (!window.isEmpty()) {
            awaitProgress(beganNanos);
        }
    }

    /** Up to where everything is acknowledged, 0 if nothing is. */
    public synchronized long acknowledged() {
        return acknowledged;
    }

    /** Under which the server knows it. */
    public String name() {
        return name;
    }

    private synchronized void check() throws IOException {
        if (closed) {
            throw new IOException("the client " + name + " is closed");
        }
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("client " + name + " of " + target + " cannot go on: " + cause.getMessage(), cause);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // those who call it look again
    private synchronized void awaitProgress(long beganNanos) throws IOException, InterruptedException {
        long limit = target.limits().framed().sendTimeout().toMillis();
        long since = Math.max(beganNanos, progressNanos);
        long left = limit - (System.nanoTime() - since) / 1_000_000;
        if (left <= 0) {
            throw new IOException(
                    "no acknowledgement of " + target + " for " + limit + " ms, which is framed.send-timeout: "
                            + window.size() + " records of client " + name + " wait, from "
                            + window.element().sequence()
                            + " on; " + (connected ? "it is connected" : "it is not connected: " + trouble),
                    trouble);
        }
        wait(left);
        check();
    }

    private void run() {
        Backoff backoff = new Backoff(target.limits());
        try {
            while (!isOver()) {
                Exception cause = connectAndWrite(backoff);
                if (cause instanceof FrameException refused && refused.reason().lasting()) {
                    fail(refused);
                } else if (!isOver()) {
                    awaitNext(backoff, cause);
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(new IOException("client " + name + " of " + target + " failed: " + e, e));
        }
    }

    private synchronized boolean isOver() {
        return closed || failure != null;
    }

    private synchronized void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    private synchronized void awaitNext(Backoff backoff, Exception cause) throws IOException, InterruptedException {
        trouble = cause;
        reconnects.add(1);
        Duration pause = backoff.failed(target.endpoint(), cause);
        if (Integer.bitCount(backoff.failures()) == 1) {
            LOG.warn(
                    "client {} has no connection to {}: {}. Attempt {} to connect again in {} ms",
                    name,
                    target,
                    cause.toString(),
                    backoff.failures(),
                    pause.toMillis());
        }
        long until = System.nanoTime() + pause.toNanos();
        while (!closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** One connection, up to its end; gives why it ended. */
    private Exception connectAndWrite(Backoff backoff) throws InterruptedException {
        Limits limits = target.limits();
        Thread acknowledgements = null;
        try (Connection open = Connection.open(target.endpoint(), target.tls(), limits)) {
            if (!keep(open)) {
                return new EOFException("closed");
            }
            InputStream in = new BufferedInputStream(open.in());
            OutputStream out = new BufferedOutputStream(open.out(), BUFFER_BYTES);
            FrameDescriptor.Welcome welcome = greet(open, in, out);
            int idleMillis = (int) Math.min(limits.framed().idleTimeout().toMillis(), welcome.idleMillis());
            begin(welcome);
            backoff.reset();
            acknowledgements = Threads.start("frames-ack-" + name, () -> readAll(open, in));
            writeAll(open, out, welcome.maxRecordBytes(), Math.max(1, idleMillis / 3));
        } catch (IOException e) {
            return reasonOf(e);
        } finally {
            disconnected();
            if (acknowledgements != null) {
                Threads.end(acknowledgements);
            }
        }
        return reasonOf(new EOFException("the connection has ended"));
    }

    private FrameDescriptor.Welcome greet(Connection open, InputStream in, OutputStream out) throws IOException {
        open.readTimeout(target.limits().handshakeTimeout());
        FrameDescriptor.writePreamble(out);
        long idle = target.limits().framed().idleTimeout().toMillis();
        FrameDescriptor.write(out, FrameDescriptor.hello(name, generation, (int) Math.min(Integer.MAX_VALUE, idle)));
        out.flush();
        FrameDescriptor.readPreamble(in);
        Frame first = FrameDescriptor.read(in, FrameDescriptor.MAX_CONTROL_BYTES);
        if (first == null) {
            throw new EOFException("the server has closed the connection without a word");
        }
        FrameDescriptor.Welcome welcome = FrameDescriptor.Welcome.of(first);
        open.readTimeout(target.limits().framed().idleTimeout());
        return welcome;
    }

    private synchronized boolean keep(Connection open) {
        connection = open;
        return !closed;
    }

    private synchronized void begin(FrameDescriptor.Welcome welcome) throws FrameException {
        if (counts && welcome.last() > last) {
            throw new FrameException(
                    Reason.SEQUENCE,
                    "the server knows client " + name + " up to " + welcome.last() + ", this client is at " + last
                            + ": another one has the same name");
        }
        connected = true;
        trouble = null;
        acknowledge(welcome.last());
        unwritten.clear();
        unwritten.addAll(window);
    }

    private synchronized void disconnected() {
        connected = false;
        notifyAll();
    }

    /** A refusal that was read says more than the write that failed because of it. */
    private synchronized Exception reasonOf(Exception seen) {
        return trouble == null ? seen : trouble;
    }

    private void writeAll(Connection open, OutputStream out, int maxBytes, long pingMillis)
            throws IOException, InterruptedException {
        while (!open.isClosed()) {
            List<Frame> next = nextToWrite(open, pingMillis);
            for (Frame frame : next) {
                if (frame.payload().length > maxBytes) {
                    throw new FrameException(
                            Reason.TOO_LARGE,
                            "record " + frame.sequence() + " has " + frame.payload().length
                                    + " bytes, and the server takes " + maxBytes);
                }
                FrameDescriptor.write(out, frame);
            }
            out.flush();
        }
    }

    /** What is to be written next; a ping where there was nothing for a while. */
    private synchronized List<Frame> nextToWrite(Connection open, long pingMillis) throws InterruptedException {
        long until = System.nanoTime() + pingMillis * 1_000_000;
        while (unwritten.isEmpty() && !open.isClosed() && !closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of(Frame.of(Frame.Type.PING, 0));
            }
            wait(left);
        }
        List<Frame> next = new ArrayList<>();
        while (next.size() < WRITTEN_AT_ONCE && !unwritten.isEmpty()) {
            next.add(unwritten.remove());
        }
        return List.copyOf(next);
    }

    private void readAll(Connection open, InputStream in) {
        try {
            Frame frame = FrameDescriptor.read(in, 0);
            while (frame != null) {
                FrameDescriptor.throwIfError(frame);
                if (frame.type() != Frame.Type.ACK) {
                    throw new FrameException(Reason.GARBAGE, "expected acknowledgements, found " + frame.type());
                }
                acknowledgeSent(frame.sequence());
                frame = FrameDescriptor.read(in, 0);
            }
            ended(open, new EOFException("the server has closed the connection"));
        } catch (IOException e) {
            ended(open, e);
        }
    }

    private synchronized void acknowledgeSent(long sequence) throws FrameException {
        if (sequence > Math.max(last, acknowledged)) {
            throw new FrameException(
                    Reason.GARBAGE,
                    "the server acknowledges " + sequence + ", and " + last + " is the last that was sent");
        }
        acknowledge(sequence);
    }

    private synchronized void acknowledge(long sequence) {
        if (sequence <= acknowledged) {
            return;
        }
        acknowledged = sequence;
        while (!window.isEmpty() && window.element().sequence() <= sequence) {
            windowBytes -= window.remove().payload().length + FrameDescriptor.overheadBytes();
        }
        progressNanos = System.nanoTime();
        notifyAll();
    }

    private synchronized void ended(Connection open, Exception cause) {
        // If it was closed before, that has another cause.
        if (!open.isClosed()) {
            trouble = cause;
        }
        open.close();
        notifyAll();
    }

    /** Ends the connection. What is not acknowledged is dropped: {@link #flush} before if it matters. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (connection != null) {
                connection.close();
            }
            notifyAll();
        }
        try {
            Threads.end(thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
