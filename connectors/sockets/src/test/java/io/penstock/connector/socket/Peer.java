package io.penstock.connector.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The other end of a connection, by plain sockets. */
final class Peer implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;

    final Socket socket;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    static Peer to(InetSocketAddress address) throws IOException {
        return new Peer(new Socket(InetAddress.getLoopbackAddress(), address.getPort()));
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** True if the other side has closed the connection; waits until it does or sends something. */
    boolean isClosedByOther() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** The next line feed ends it. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in().read(); b != '\n'; b = in().read()) {
            if (b < 0) {
                throw new IOException("closed behind '" + line + "'");
            }
            line.append((char) b);
        }
        return line.toString();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
