package io.penstock.connector.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, plain or TLS. {@link #close} may be called by any thread and ends a read or write that hangs; each
 * of the streams is for one thread.
 */
final class Connection implements AutoCloseable {
    private static final long DRAIN_MILLIS = 1000;

    private final Socket raw;
    private final Socket socket;
    private final String peer;
    private volatile boolean established;
    private volatile boolean closed;

    private Connection(Socket raw, Socket socket) {
        this.raw = raw;
        this.socket = socket;
        InetSocketAddress remote = (InetSocketAddress) raw.getRemoteSocketAddress();
        this.peer = remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    /** Connects, with TLS if there is some. */
    static Connection open(Endpoint to, @Nullable Tls tls, Limits limits) throws IOException {
        Socket raw = new Socket();
        try {
            prepare(raw);
            raw.connect(
                    new InetSocketAddress(to.host(), to.port()),
                    Math.toIntExact(limits.connectTimeout().toMillis()));
            if (raw.getLocalSocketAddress().equals(raw.getRemoteSocketAddress())) {
                // TCP lets a socket meet itself where nobody listens on a port that it takes for its own end.
                throw new ConnectException("nobody listens on " + to);
            }
            if (tls == null) {
                return new Connection(raw, raw);
            }
            SSLSocket secured =
                    (SSLSocket) tls.context().getSocketFactory().createSocket(raw, to.host(), to.port(), true);
            if (tls.hostCheck()) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);
            }
            handshake(raw, secured, limits);
            return new Connection(raw, secured);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** What was accepted; the handshake, if there is TLS, is {@link #secure}'s. */
    static Connection accepted(Socket raw, @Nullable Tls tls) throws IOException {
        prepare(raw);
        if (tls == null) {
            return new Connection(raw, raw);
        }
        SSLSocket secured = (SSLSocket) tls.context().getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        secured.setUseClientMode(false);
        secured.setNeedClientAuth(tls.clientCertificate());
        return new Connection(raw, secured);
    }

    private static void prepare(Socket raw) throws IOException {
        raw.setTcpNoDelay(true);
        raw.setKeepAlive(true);
    }

    private static void handshake(Socket raw, SSLSocket secured, Limits limits) throws IOException {
        raw.setSoTimeout(Math.toIntExact(limits.handshakeTimeout().toMillis()));
        secured.startHandshake();
        raw.setSoTimeout(0);
    }

    /** Does the handshake of an accepted connection, on the thread that serves it. */
    void secure(Limits limits) throws IOException {
        if (socket instanceof SSLSocket secured) {
            handshake(raw, secured, limits);
        }
    }

    /** Who is at the other end: address and port. */
    String peer() {
        return peer;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** A read that waits for longer fails; zero waits for ever. */
    void readTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    /** The other side has said who it is, so that the limit for that is no longer of interest. */
    void markEstablished() {
        established = true;
    }

    boolean isEstablished() {
        return established;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Ends the connection so that the other side gets what was written last: a socket that is closed with bytes unread
     * would reset the connection. By the thread that reads.
     */
    void closeInOrder() {
        try {
            socket.shutdownOutput();
            socket.setSoTimeout((int) DRAIN_MILLIS);
            long until = System.nanoTime() + DRAIN_MILLIS * 1_000_000;
            InputStream in = socket.getInputStream();
            byte[] dropped = new byte[8192];
            while (System.nanoTime() < until && in.read(dropped) >= 0) {
                // Nobody wants it.
            }
        } catch (IOException e) {
            // The other side was faster, which is as good.
            closed = true;
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            // Not the TLS socket: its close waits for a write that hangs.
            raw.close();
        } catch (IOException e) {
            throw new IllegalStateException("the connection with " + peer + " cannot be closed", e);
        }
    }
}
