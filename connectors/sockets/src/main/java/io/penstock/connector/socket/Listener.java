package io.penstock.connector.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that is listened on, with a thread for each connection up to a limit. One more connection is closed at once.
 * {@link #close} ends all of it.
 */
final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 64;
    private static final long BIND_AGAIN_MILLIS = 50;
    /** How often connections that have not said who they are within their time are looked for. */
    private static final int LOOK_MILLIS = 250;

    /** What is done with a connection. */
    @FunctionalInterface
    interface Handler {
        /** On the connection's own thread, with TLS in place. When it returns or fails the connection is closed. */
        void serve(Connection connection) throws IOException, InterruptedException;
    }

    private final String name;
    private final ServerSocket server;
    private final @Nullable Tls tls;
    private final Limits limits;
    private final Handler handler;
    private final Map<Connection, Served> connections = new HashMap<>();
    private final Thread acceptor;
    private boolean closed;
    private long refused;

    private record Served(Thread thread, long beganNanos) {}

    private Listener(String name, ServerSocket server, @Nullable Tls tls, Limits limits, Handler handler) {
        this.name = name;
        this.server = server;
        this.tls = tls;
        this.limits = limits;
        this.handler = handler;
        this.acceptor = Threads.start(name + "-accept", this::accept);
    }

    /**
     * Begins to listen.
     *
     * @param name for threads and the log
     * @throws IOException if the port is not to be had within {@code bind-timeout}
     */
    static Listener open(String name, Endpoint at, @Nullable Tls tls, Limits limits, Handler handler)
            throws IOException, InterruptedException {
        return new Listener(name, bind(name, at, limits), tls, limits, handler);
    }

    private static ServerSocket bind(String name, Endpoint at, Limits limits) throws IOException, InterruptedException {
        long until = System.nanoTime() + limits.bindTimeout().toNanos();
        while (true) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(at.host()), at.port()), BACKLOG);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (System.nanoTime() >= until) {
                    throw new IOException(
                            name + " cannot listen on " + at + ": " + e.getMessage()
                                    + ". Another process may use the port (ss -ltnp shows it): stop that, or choose another",
                            e);
                }
            } catch (RuntimeException e) {
                socket.close();
                throw e;
            }
            Thread.sleep(BIND_AGAIN_MILLIS);
        }
    }

    /** Where it listens; of interest if the port was 0. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            server.setSoTimeout(LOOK_MILLIS);
            while (!isClosed()) {
                try {
                    take(server.accept());
                } catch (SocketTimeoutException e) {
                    // Nobody came; the slow ones are looked for below.
                    closeSlow();
                    continue;
                }
                closeSlow();
            }
        } catch (IOException e) {
            if (!isClosed()) {
                LOG.error("{} has stopped to accept connections on {}", name, server.getLocalSocketAddress(), e);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void take(Socket raw) throws IOException {
        Connection connection;
        try {
            connection = Connection.accepted(raw, tls);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} could not take a connection", name, e);
            raw.close();
            return;
        }
        synchronized (this) {
            if (closed || connections.size() >= limits.maxConnections()) {
                connection.close();
                logRefused(connection);
                return;
            }
            Thread thread = Threads.start(name + "-" + connection.peer(), () -> serve(connection));
            connections.put(connection, new Served(thread, System.nanoTime()));
        }
    }

    private void logRefused(Connection connection) {
        refused++;
        if (!closed && Long.bitCount(refused) == 1) {
            LOG.warn(
                    "{} has closed a connection from {}, as {} are open, which is max-connections. Refused so far: {}",
                    name,
                    connection.peer(),
                    connections.size(),
                    refused);
        }
    }

    private void serve(Connection connection) {
        try {
            connection.secure(limits);
            handler.serve(connection);
        } catch (IOException e) {
            if (!connection.isClosed()) {
                LOG.info("{}: the connection with {} has ended: {}", name, connection.peer(), e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{}: the connection with {} has failed", name, connection.peer(), e);
        } finally {
            connection.close();
            synchronized (this) {
                connections.remove(connection);
            }
        }
    }

    /** A connection that does not say who it is holds a place that another one may need. */
    private synchronized void closeSlow() {
        long now = System.nanoTime();
        connections.forEach((connection, served) -> {
            if (!connection.isEstablished()
                    && !connection.isClosed()
                    && now - served.beganNanos() > limits.handshakeTimeout().toNanos()) {
                LOG.warn(
                        "{} closes the connection with {}: no handshake within {} ms",
                        name,
                        connection.peer(),
                        limits.handshakeTimeout().toMillis());
                connection.close();
            }
        });
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Map<Connection, Served> open;
        synchronized (this) {
            closed = true;
            open = new HashMap<>(connections);
        }
        server.close();
        open.keySet().forEach(Connection::close);
        Threads.end(acceptor);
        for (Served served : open.values()) {
            Threads.end(served.thread());
        }
    }
}
