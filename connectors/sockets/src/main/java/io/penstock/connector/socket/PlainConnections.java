package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads plain connections, each on a thread of its own, into the hand-over. */
final class PlainConnections {
    private static final Logger LOG = LoggerFactory.getLogger(SocketSource.class);

    private final PlainSettings settings;
    private final HandOver<PlainReader.Received> received;
    private final Ending ending;
    private final ConnectorMetrics.Counter connections;
    private final ConnectorMetrics.Counter reconnects;

    PlainConnections(
            PlainSettings settings, HandOver<PlainReader.Received> received, Ending ending, ConnectorMetrics metrics) {
        this.settings = settings;
        this.received = received;
        this.ending = ending;
        this.connections = metrics.counter("connections");
        this.reconnects = metrics.counter("reconnects");
    }

    AutoCloseable listen(String name) throws IOException, InterruptedException {
        Listener listener = Listener.open(name, settings.endpoint(), settings.tls(), settings.limits(), connection -> {
            connection.markEstablished();
            connections.add(1);
            readAll(connection);
        });
        LOG.info("{} listens on {}", name, listener.address());
        settings.onListening().accept(listener.address());
        return listener;
    }

    AutoCloseable connect(String name) {
        return new Client(name);
    }

    /** Reads a connection to its end, or until the hand-over is closed. */
    private void readAll(Connection connection) throws IOException, InterruptedException {
        connection.readTimeout(settings.idleTimeout());
        RecordCutter cutter = new RecordCutter(
                connection.in(),
                settings.delimiter().getBytes(settings.charset()),
                settings.lines(),
                settings.maxRecordBytes());
        try {
            RecordCutter.Cut cut = cutter.next();
            while (cut != null) {
                // What the objects around the bytes need is counted too.
                if (!received.put(new PlainReader.Received(connection.peer(), cut), cut.bytes().length + 64L)) {
                    return;
                }
                cut = cutter.next();
            }
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "nothing came for " + settings.idleTimeout().toMillis() + " ms, which is the idle-timeout", e);
        }
    }

    /** One connection, and another one when it ends. */
    private final class Client implements AutoCloseable {
        private final String name;
        private final Backoff backoff = new Backoff(settings.limits());
        private final Thread thread;
        private @Nullable Connection connection;
        private boolean closed;

        Client(String name) {
            this.name = name;
            this.thread = Threads.start(name + "-" + settings.endpoint(), this::run);
        }

        private void run() {
            try {
                while (!isClosed()) {
                    Exception cause = readOnce();
                    if (cause == null) {
                        ending.end();
                        return;
                    }
                    awaitNext(cause);
                }
            } catch (IOException e) {
                ending.fail(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                ending.fail(new IOException("reading " + settings.endpoint() + " failed: " + e, e));
            }
        }

        /** Null if it was the last connection, else why it ended. */
        private @Nullable Exception readOnce() throws InterruptedException {
            try (Connection open = Connection.open(settings.endpoint(), settings.tls(), settings.limits())) {
                if (!keep(open)) {
                    return new EOFException("closed");
                }
                backoff.reset();
                connections.add(1);
                LOG.info("{} is connected to {}", name, settings.endpoint());
                readAll(open);
                return settings.endWhenClosed() ? null : new EOFException("it was closed by the other side");
            } catch (IOException e) {
                return e;
            }
        }

        private void awaitNext(Exception cause) throws IOException, InterruptedException {
            if (isClosed()) {
                return;
            }
            reconnects.add(1);
            Duration wait = backoff.failed(settings.endpoint(), cause);
            if (Integer.bitCount(backoff.failures()) == 1) {
                LOG.warn(
                        "{} has no connection to {}: {}. Attempt {} to connect again in {} ms",
                        name,
                        settings.endpoint(),
                        cause.toString(),
                        backoff.failures(),
                        wait.toMillis());
            }
            Thread.sleep(wait.toMillis());
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        private synchronized boolean keep(Connection open) {
            connection = open;
            return !closed;
        }

        @Override
        public void close() throws InterruptedException {
            synchronized (this) {
                closed = true;
                if (connection != null) {
                    connection.close();
                }
            }
            Threads.end(thread);
        }
    }
}
