package io.penstock.connector.socket;

import io.penstock.connector.socket.FrameException.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of the protocol. A client has one session at a time: a newer connection of it ends the older one, and
 * begins when that has given all that it had. What happens with records is an {@link Intake}'s.
 */
final class FrameServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameServer.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    /** What takes the records. Called by the threads of connections; for one client by one at a time. */
    interface Intake {
        /** A session begins: up to where the client's records are safe, 0 if nothing is known of it. */
        long begin(Session session) throws IOException;

        /** A record; repetitions are told apart here. May wait. */
        void take(Session session, long sequence, byte[] payload) throws IOException, InterruptedException;

        /** Nothing more is at hand at the moment. */
        default void pause(Session session) throws IOException {}

        /** The session is over. */
        default void end(Session session) {}
    }

    private final String name;
    private final Limits limits;
    private final Intake intake;
    private final Map<String, Session> sessions = new HashMap<>();
    /** The highest generation of each client that has said one, as many as are remembered. */
    private final Map<String, Long> generations;

    private final Listener listener;

    private FrameServer(String name, Endpoint at, @Nullable Tls tls, Limits limits, Intake intake)
            throws IOException, InterruptedException {
        this.name = name;
        this.limits = limits;
        this.intake = intake;
        this.generations = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > limits.framed().maxClients();
            }
        };
        this.listener = Listener.open(name, at, tls, limits, this::serve);
    }

    static FrameServer open(String name, Endpoint at, @Nullable Tls tls, Limits limits, Intake intake)
            throws IOException, InterruptedException {
        return new FrameServer(name, at, tls, limits, intake);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    /** One connection of a client that has said who it is. */
    final class Session {
        private final String client;
        private final long generation;
        private final Connection connection;
        private final Thread thread = Thread.currentThread();
        private final OutputStream out;
        private final long pingMillis;
        private long acknowledged;
        private boolean news;
        private boolean silent;
        private boolean over;

        private Session(FrameDescriptor.Hello hello, Connection connection, OutputStream out) {
            this.client = hello.client();
            this.generation = hello.generation();
            this.connection = connection;
            this.out = out;
            this.pingMillis = Math.max(
                    1,
                    Math.min(hello.idleMillis(), limits.framed().idleTimeout().toMillis()) / 3);
        }

        String client() {
            return client;
        }

        String peer() {
            return connection.peer();
        }

        /** All up to this sequence is safe. By any thread; never waits. */
        synchronized void acknowledge(long sequence) {
            if (sequence > acknowledged) {
                acknowledged = sequence;
                news = true;
                notifyAll();
            }
        }

        /** No more acknowledgements. */
        private synchronized void silence() {
            silent = true;
            notifyAll();
        }

        private synchronized void end() {
            over = true;
            notifyAll();
        }

        private synchronized void awaitEnd() throws InterruptedException, FrameException {
            long until = System.nanoTime() + limits.handshakeTimeout().toNanos();
            while (!over) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new FrameException(
                            Reason.UNAVAILABLE, "the former connection of client " + client + " has not ended yet");
                }
                wait(left);
            }
        }

        /** Sends acknowledgements as there are some, and signs of life. On a thread of its own. */
        private void acknowledgeAll() {
            try {
                Frame ack = nextAck();
                while (ack != null) {
                    FrameDescriptor.write(out, ack);
                    out.flush();
                    ack = nextAck();
                }
            } catch (IOException e) {
                LOG.debug("{}: no acknowledgement for {}", name, peer(), e);
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized @Nullable Frame nextAck() throws InterruptedException {
            long until = System.nanoTime() + pingMillis * 1_000_000;
            while (!news && !silent) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
            news = false;
            return silent ? null : Frame.of(Frame.Type.ACK, acknowledged);
        }
    }

    private void serve(Connection connection) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(connection.in(), BUFFER_BYTES);
        OutputStream out = new BufferedOutputStream(connection.out());
        connection.readTimeout(limits.handshakeTimeout());
        try {
            FrameDescriptor.writePreamble(out);
            FrameDescriptor.readPreamble(in);
            Frame first = FrameDescriptor.read(in, FrameDescriptor.MAX_CONTROL_BYTES);
            if (first == null) {
                throw new EOFException("the connection ended before the client said who it is");
            }
            Session session = new Session(FrameDescriptor.Hello.of(first), connection, out);
            connection.markEstablished();
            serve(session, in);
        } catch (FrameException e) {
            LOG.warn("{} ends the connection with {}: {}", name, connection.peer(), e.getMessage());
            FrameDescriptor.write(out, FrameDescriptor.error(e));
            out.flush();
            connection.closeInOrder();
        }
    }

    private void serve(Session session, InputStream in) throws IOException, InterruptedException {
        takeOver(session);
        try {
            long last = intake.begin(session);
            session.acknowledge(last);
            Duration idle = limits.framed().idleTimeout();
            FrameDescriptor.write(session.out, FrameDescriptor.welcome(last, limits.maxRecordBytes(), (int)
                    Math.min(Integer.MAX_VALUE, idle.toMillis())));
            session.out.flush();
            session.connection.readTimeout(idle);
            Thread acknowledging = Threads.start(name + "-ack-" + session.peer(), session::acknowledgeAll);
            try {
                takeAll(session, in);
            } finally {
                endThread(session, acknowledging);
            }
        } finally {
            intake.end(session);
            synchronized (this) {
                sessions.remove(session.client, session);
            }
            session.end();
        }
    }

    /** So that an error can be written by the thread that reads, and nothing is mixed into it. */
    private static void endThread(Session session, Thread acknowledging) throws InterruptedException {
        session.silence();
        boolean interrupted = Thread.interrupted();
        acknowledging.join(100);
        if (acknowledging.isAlive()) {
            // It writes to someone who does not read.
            session.connection.close();
            Threads.end(acknowledging);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeAll(Session session, InputStream in) throws IOException, InterruptedException {
        try {
            long before = Long.MIN_VALUE;
            Frame frame = FrameDescriptor.read(in, limits.maxRecordBytes());
            while (frame != null) {
                FrameDescriptor.throwIfError(frame);
                if (frame.type() == Frame.Type.RECORD) {
                    if (frame.sequence() <= before || frame.sequence() < 1) {
                        throw new FrameException(
                                Reason.GARBAGE,
                                "record " + frame.sequence() + " came behind record " + before
                                        + ": expected a greater one");
                    }
                    before = frame.sequence();
                    intake.take(session, before, frame.payload());
                } else if (frame.type() != Frame.Type.PING) {
                    throw new FrameException(Reason.GARBAGE, "expected records, found " + frame.type());
                }
                if (in.available() == 0) {
                    intake.pause(session);
                }
                frame = FrameDescriptor.read(in, limits.maxRecordBytes());
            }
            intake.pause(session);
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "nothing came for " + limits.framed().idleTimeout().toMillis()
                            + " ms, which is the idle-timeout: the other side may be gone",
                    e);
        }
    }

    /** Ends the former session of the client, unless that is of a later generation. */
    private void takeOver(Session session) throws FrameException, InterruptedException {
        while (true) {
            Session former;
            synchronized (this) {
                long highest = generations.getOrDefault(session.client, 0L);
                if (session.generation < highest) {
                    throw new FrameException(
                            Reason.FENCED,
                            "client " + session.client + " has come with generation " + highest + ", so generation "
                                    + session.generation + " may not go on");
                }
                former = sessions.putIfAbsent(session.client, session);
                if (former == null) {
                    if (session.generation > 0) {
                        generations.put(session.client, session.generation);
                    }
                    return;
                }
            }
            LOG.info("{}: client {} has come again, so its former connection ends", name, session.client);
            former.connection.close();
            former.thread.interrupt();
            former.awaitEnd();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listener.close();
    }
}
