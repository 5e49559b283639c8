package io.penstock.connector.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between two sides and resets each connection after so many bytes, wherever in a frame that is. */
final class Disturber implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final int bytes;
    private final AtomicInteger resets = new AtomicInteger();

    Disturber(InetSocketAddress target, int bytes) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.bytes = bytes;
        thread(this::accept);
    }

    private static void thread(Runnable run) {
        Thread thread = new Thread(run, "disturber");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    int resets() {
        return resets.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(target.getAddress(), target.getPort());
                thread(() -> copy(near, far, bytes));
                thread(() -> copy(far, near, Integer.MAX_VALUE));
            } catch (IOException e) {
                // Closed, or the target is away; the next one may be luckier.
            }
        }
    }

    private void copy(Socket from, Socket to, int limit) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[4096];
            int left = limit;
            int read = in.read(buffer);
            while (read > 0 && left > 0) {
                out.write(buffer, 0, Math.min(read, left));
                out.flush();
                left -= read;
                read = left > 0 ? in.read(buffer) : 0;
            }
            if (left <= 0) {
                resets.incrementAndGet();
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // The other direction has ended it.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
