package io.penstock.connector.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends numbered records for as long as it is told to: as a client of the framed protocol, or as lines. */
final class Feeder {
    private static final long PACE_NANOS = 300_000;

    private final AtomicBoolean feeding = new AtomicBoolean(true);
    private final List<String> sent = new ArrayList<>();
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    private interface Feed {
        void run() throws IOException, InterruptedException;
    }

    private Feeder(boolean frames, int port) {
        this.thread = new Thread(() -> run(frames ? () -> frames(port) : () -> lines(port)), "feeder");
        thread.setDaemon(true);
        thread.start();
    }

    static Feeder ofFrames(int port) {
        return new Feeder(true, port);
    }

    static Feeder ofLines(int port) {
        return new Feeder(false, port);
    }

    private void run(Feed feed) {
        try {
            feed.run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    /** The peer dies now and then too: another client of the same name goes on with what was not acknowledged. */
    private void frames(int port) throws IOException, InterruptedException {
        long acknowledged = 0;
        while (feeding.get() || acknowledged < sent.size()) {
            try (FrameClient client = FrameClient.to("127.0.0.1", port)
                    .name("feeder")
                    .settings(SocketsConfig.quick("framed { window.frames = 100 }"))
                    .open()) {
                long until = acknowledged + 5000;
                for (long sequence = acknowledged + 1; sequence <= until; sequence++) {
                    if (sequence > sent.size()) {
                        if (!feeding.get()) {
                            client.flush();
                            break;
                        }
                        sent.add("f" + sequence);
                        LockSupport.parkNanos(PACE_NANOS);
                    }
                    client.send(sequence, ("f" + sequence).getBytes(StandardCharsets.UTF_8));
                }
                acknowledged = client.acknowledged();
            }
        }
    }

    private void lines(int port) throws IOException {
        while (feeding.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                while (feeding.get()) {
                    String line = "p" + (sent.size() + 1);
                    sent.add(line);
                    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    LockSupport.parkNanos(PACE_NANOS);
                }
            } catch (IOException e) {
                // The job is away: what was sent is lost, and the next connection goes on behind it.
                LockSupport.parkNanos(10 * PACE_NANOS);
            }
        }
    }

    /** Stops feeding, and gives all that was sent. */
    List<String> stop() throws InterruptedException {
        feeding.set(false);
        thread.join(120_000);
        if (thread.isAlive() || failure != null) {
            throw new AssertionError("the feeder has not come to its end", failure);
        }
        return sent;
    }
}
