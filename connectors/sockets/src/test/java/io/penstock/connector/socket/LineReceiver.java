package io.penstock.connector.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A plain program that others send lines to: it appends each whole line to a file, by one write, and answers nothing. */
final class LineReceiver implements AutoCloseable {
    private final ServerSocket server;
    private final OutputStream file;

    private LineReceiver(ServerSocket server, OutputStream file) {
        this.server = server;
        this.file = file;
    }

    static LineReceiver listen(int port, Path file) throws IOException {
        LineReceiver receiver = new LineReceiver(
                new ServerSocket(port, 50, InetAddress.getLoopbackAddress()),
                new FileOutputStream(file.toFile(), true));
        start(receiver::accept);
        return receiver;
    }

    private static void start(Runnable run) {
        Thread thread = new Thread(run, "line-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = server.accept();
                start(() -> readAll(peer));
            }
        } catch (IOException e) {
            System.out.println("no more connections: " + e);
        }
    }

    private void readAll(Socket peer) {
        try (peer;
                InputStream in = new BufferedInputStream(peer.getInputStream())) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                line.write(next);
                if (next == '\n') {
                    append(line.toByteArray());
                    line.reset();
                }
            }
        } catch (IOException e) {
            System.out.println("the connection of " + peer + " has ended: " + e);
        }
    }

    private synchronized void append(byte[] line) throws IOException {
        file.write(line);
    }

    /** What a file holds. */
    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        file.close();
    }

    @Override
    public String toString() {
        return server.getLocalSocketAddress().toString();
    }
}
