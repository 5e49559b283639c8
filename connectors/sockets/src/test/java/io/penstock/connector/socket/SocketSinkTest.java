package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.Guarantee;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.contract.ListBatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketSinkTest {
    private static final SinkContext CONTEXT = new SinkContext("job", "job-1", "sink", 0, 1, 1, 0);

    private ServerSocket server = unbound();

    private static ServerSocket unbound() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private SocketSink<String> sink(String config) {
        return SocketSink.lines("127.0.0.1", server.getLocalPort()).settings(SocketsConfig.quick(config));
    }

    @Test
    void recordsBecomeLines() throws Exception {
        try (SinkWriter<String, String> writer = sink("").open(CONTEXT);
                Peer peer = new Peer(server.accept())) {
            writer.write(ListBatch.of("a", "b"));
            assertThat(writer.prepare(1)).isEmpty();

            assertThat(peer.line()).isEqualTo("a");
            assertThat(peer.line()).isEqualTo("b");
        }
    }

    @Test
    void delimiterStandsBehindEachRecord() throws Exception {
        try (SinkWriter<String, String> writer = sink("").delimiter(";\n").open(CONTEXT);
                Peer peer = new Peer(server.accept())) {
            writer.write(ListBatch.of("a"));

            assertThat(peer.line()).isEqualTo("a;");
        }
    }

    @Test
    void connectsAgainWhenThePeerHasEndedTheConnection() throws Exception {
        try (SinkWriter<String, String> writer = sink("").open(CONTEXT)) {
            try (Peer first = new Peer(server.accept())) {
                writer.write(ListBatch.of("a"));
                assertThat(first.line()).isEqualTo("a");
                first.reset();
            }
            // The first write to a connection that was reset may be taken by the kernel all the same.
            java.util.concurrent.CompletableFuture<Peer> again =
                    java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                        try {
                            return new Peer(server.accept());
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            for (int i = 0; !again.isDone(); i++) {
                writer.write(ListBatch.of("b" + i));
                writer.prepare(i);
            }
            writer.write(ListBatch.of("last"));
            try (Peer second = again.join()) {
                String line = second.line();
                while (!line.equals("last")) {
                    assertThat(line).startsWith("b");
                    line = second.line();
                }
            }
        }
    }

    @Test
    void peerThatNeverReadsFailsTheTaskAndIsLeft() throws Exception {
        SocketSink<String> sink = sink("sink { buffer-bytes = 1KiB, write-timeout = 200ms }");
        try (SinkWriter<String, String> writer = sink.open(CONTEXT);
                Peer peer = new Peer(server.accept())) {
            String large = "x".repeat(100_000);
            assertThatThrownBy(() -> {
                        while (true) {
                            writer.write(ListBatch.of(large));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("sink.write-timeout")
                    .hasMessageContaining("does not read");
            assertThat(peer.socket.isConnected()).isTrue();
        }
    }

    @Test
    void peerThatIsAwayFailsTheTaskAfterTheTimeoutAndSaysWhy() throws Exception {
        server.close();
        try (SinkWriter<String, String> writer =
                sink("sink.write-timeout = 100ms").open(CONTEXT)) {
            writer.write(ListBatch.of("a"));
            assertThatThrownBy(() -> writer.prepare(1)).hasMessageContaining("not connected");
        }
    }

    @Test
    void saysThatItIsBestEffort() {
        assertThat(sink("").traits().delivery()).isEqualTo(Guarantee.BEST_EFFORT);
    }
}
