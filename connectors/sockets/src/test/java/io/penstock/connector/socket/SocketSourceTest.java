package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Metric;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocketSourceTest {
    private final CompletableFuture<InetSocketAddress> listening = new CompletableFuture<>();

    private SocketSource<String> server(String config) {
        return SocketSource.listen(0).settings(SocketsConfig.quick(config)).onListening(listening::complete);
    }

    private Peer peer() throws Exception {
        return Peer.to(listening.get());
    }

    private static SocketSource<String> client(ServerSocket server) {
        return SocketSource.connect("127.0.0.1", server.getLocalPort()).settings(SocketsConfig.quick());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Test
    void linesOfAConnectionComeInOrder() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""));
                Peer peer = peer()) {
            peer.send("one\ntwo\r\n");
            peer.send("th");
            peer.send("ree\n");

            assertThat(reads.values(3)).containsExactly("one", "two", "three");
            assertThat(reads.split().records()).isEqualTo(3);
        }
    }

    @Test
    void listensOnLoopbackUnlessToldOtherwise() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""))) {
            assertThat(listening.get().getAddress().isLoopbackAddress()).isTrue();
            assertThat(reads.once()).isEqualTo(ReadStatus.IDLE);
        }
    }

    @Test
    void severalConnectionsAreReadAtATime() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""));
                Peer first = peer();
                Peer second = peer()) {
            first.send("a\n");
            reads.values(1);
            second.send("b\n");
            reads.values(2);
            first.send("c\n");

            assertThat(reads.values(3)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void oneConnectionMoreThanAllowedIsClosed() throws Exception {
        try (Reads<String> reads = new Reads<>(server("max-connections = 1"));
                Peer first = peer()) {
            first.send("a\n");
            reads.values(1);
            try (Peer second = peer()) {
                assertThat(second.isClosedByOther()).isTrue();
            }
            first.send("b\n");

            assertThat(reads.values(2)).containsExactly("a", "b");
        }
    }

    @Test
    void clientConnectsAgainWhenTheOtherSideIsBack() throws Exception {
        try (ServerSocket server = listen();
                Reads<String> reads = new Reads<>(client(server))) {
            try (Peer first = new Peer(server.accept())) {
                first.send("a\nhalf of b");
                reads.values(1);
                first.reset();
            }
            try (Peer second = new Peer(server.accept())) {
                second.send("c\n");

                assertThat(reads.values(2)).containsExactly("a", "c");
            }
        }
    }

    @Test
    void bytesAndConnectionsAreCounted() throws Exception {
        try (ServerSocket server = listen();
                Reads<String> reads = new Reads<>(client(server))) {
            try (Peer first = new Peer(server.accept())) {
                first.send("one\n");
                reads.values(1);
                first.reset();
            }
            try (Peer second = new Peer(server.accept())) {
                second.send("seven\n");
                reads.values(2);

                // While it is open: it is missed at once.
                assertThat(reads.metrics())
                        .containsEntry("bytesRead", new Metric.Count(3 + 5))
                        .containsEntry("connections", new Metric.Count(2))
                        .containsEntry("reconnects", new Metric.Count(1));
            }
        }
    }

    @Test
    void clientGivesUpAfterAsManyAttemptsAsAllowedAndSaysWhere() throws Exception {
        int port;
        try (ServerSocket gone = listen()) {
            port = gone.getLocalPort();
        }
        SocketSource<String> source = SocketSource.connect("127.0.0.1", port)
                .settings(SocketsConfig.quick("reconnect { max-attempts = 2, min-backoff = 1ms }"));
        try (Reads<String> reads = new Reads<>(source)) {
            assertThatThrownBy(() -> reads.values(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("reconnect.max-attempts");
        }
    }

    @Test
    void boundedClientEndsWhenTheOtherSideCloses() throws Exception {
        try (ServerSocket server = listen()) {
            SocketSource<String> source = client(server).endWhenClosed();
            assertThat(source.traits().bounded()).isTrue();
            try (Reads<String> reads = new Reads<>(source);
                    Peer peer = new Peer(server.accept())) {
                peer.send("a\nb\n");
                peer.close();
                reads.until(() -> reads.status == ReadStatus.FINISHED);

                assertThat(reads.out.values()).containsExactly("a", "b");
            }
        }
    }

    @Test
    void recordThatIsCutOffByTheEndOfItsConnectionIsLeftOutAndCounted() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""))) {
            try (Peer peer = peer()) {
                peer.send("whole\nhal");
            }
            reads.until(() -> reads.out.skippedCount() == 1);

            assertThat(reads.out.values()).containsExactly("whole");
        }
    }

    @Test
    void lastRecordMayLackItsDelimiterIfThatIsSaid() throws Exception {
        try (Reads<String> reads = new Reads<>(server("").lastWithoutDelimiter())) {
            try (Peer peer = peer()) {
                peer.send("a\nb");
            }

            assertThat(reads.values(2)).containsExactly("a", "b");
        }
    }

    @Test
    void badRecordsFailWithPeerAndPosition() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""));
                Peer peer = peer()) {
            peer.send("good\n");
            peer.send(new byte[] {'x', (byte) 0xC3, '\n'});

            assertThatThrownBy(() -> reads.values(2))
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageContaining("127.0.0.1:" + peer.socket.getLocalPort())
                    .hasMessageContaining("at byte 5");
        }
    }

    @Test
    void badRecordsAreSkippedAndCounted() throws Exception {
        SocketSource<Integer> numbers =
                server("").parse(Integer.class, Integer::valueOf).onError(ErrorPolicy.SKIP);
        try (Reads<Integer> reads = new Reads<>(numbers);
                Peer peer = peer()) {
            peer.send("1\ntwo\n3\n");

            assertThat(reads.values(2)).containsExactly(1, 3);
            assertThat(reads.out.skippedCount()).isEqualTo(1);
        }
    }

    @Test
    void badRecordsBecomeDeadLettersWithCoordinatesAndCause() throws Exception {
        SocketSource<Integer> numbers =
                server("").parse(Integer.class, Integer::valueOf).onError(ErrorPolicy.DEAD_LETTER);
        try (Reads<Integer> reads = new Reads<>(numbers);
                Peer peer = peer()) {
            peer.send("1\ntwo\n");
            reads.until(() -> !reads.out.deadLetters().isEmpty());

            String where = "connection 127.0.0.1:" + peer.socket.getLocalPort() + " at byte 2";
            assertThat(reads.out.deadLetters())
                    .containsExactly(
                            new DeadLetter("source", where, "two", "NumberFormatException: For input string: \"two\""));
        }
    }

    @Test
    void peerThatNeverEndsARecordIsBadOnceAndHeldInBoundedMemory() throws Exception {
        SocketSource<String> source = server("").maxRecordBytes(1000).onError(ErrorPolicy.DEAD_LETTER);
        try (Reads<String> reads = new Reads<>(source);
                Peer peer = peer()) {
            byte[] endless = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 50; i++) {
                peer.send(endless);
            }
            peer.send("\nnext\n");

            assertThat(reads.values(1)).containsExactly("next");
            assertThat(reads.out.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.content())
                    .hasSize(1000));
        }
    }

    @Test
    void senderIsHeldBackWhileTheJobDoesNotRead() throws Exception {
        try (Reads<String> reads = new Reads<>(server("queue { records = 10, bytes = 100KiB }"));
                Peer peer = peer()) {
            byte[] block = ("y".repeat(999) + "\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
            int blocks = 40;
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < blocks; i++) {
                        peer.send(block);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(sent)
                    .as("40 MB do not fit in what the kernel and the queue take")
                    .isNotDone();
            await().during(Duration.ofMillis(100)).until(() -> !sent.isDone());

            reads.until(() -> reads.out.values().size() == blocks * 1000);
            sent.join();
            assertThat(reads.out.values()).hasSize(blocks * 1000);
        }
    }

    @Test
    void connectionOnWhichNothingComesIsClosedAfterTheIdleTimeout() throws Exception {
        try (Reads<String> reads = new Reads<>(server("").idleTimeout(Duration.ofMillis(50)));
                Peer peer = peer()) {
            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(reads.once()).isEqualTo(ReadStatus.IDLE);
        }
    }

    @Test
    void closedReaderGivesThePortToTheNext() throws Exception {
        SocketSource<String> source = server("");
        int port;
        try (Reads<String> former = new Reads<>(source);
                Peer peer = peer()) {
            port = listening.get().getPort();
            peer.send("a\n");
            former.values(1);
        }
        SocketSource<String> again = SocketSource.listen(port).settings(SocketsConfig.quick());
        try (Reads<String> next = new Reads<>(again);
                Peer peer = Peer.to(new InetSocketAddress(port))) {
            peer.send("b\n");
            assertThat(next.values(1)).containsExactly("b");
        }
    }

    @Test
    void portInUseIsNamedWithWhatToDo() throws Exception {
        try (ServerSocket other = listen()) {
            SocketSource<String> source =
                    SocketSource.listen(other.getLocalPort()).settings(SocketsConfig.quick("bind-timeout = 1ms"));
            assertThatThrownBy(() -> new Reads<>(source))
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("Another process");
        }
    }

    @Test
    void anotherAddressThanAtTheCheckpointIsRefused() {
        SocketSource<String> source = SocketSource.connect("localhost", 7001);
        assertThatThrownBy(() -> new Reads<>(source, new SocketSplit("localhost:7000", 5)))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("localhost:7000")
                .hasMessageContaining("localhost:7001");
    }

    @Test
    void saysThatItIsAtMostOnce() {
        Source<String, SocketSplit> source = SocketSource.listen(7001);
        assertThat(source.intake()).isEqualTo(Guarantee.AT_MOST_ONCE);
        assertThat(source.traits().replayable()).isFalse();
    }

    @Test
    void closedReaderLeavesNoThread() throws Exception {
        try (Reads<String> reads = new Reads<>(server(""));
                Peer first = peer();
                Peer second = peer()) {
            List<Peer> peers = List.of(first, second);
            for (Peer peer : peers) {
                peer.send("a\n");
            }
            reads.values(2);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("penstock-socket-job-source"));
    }

    @Test
    void longRunOfRecordsIsWhole() throws Exception {
        List<String> expected =
                IntStream.range(0, 50_000).mapToObj(i -> "record " + i).toList();
        try (Reads<String> reads = new Reads<>(server(""));
                Peer peer = peer()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    peer.send(String.join("\n", expected) + "\n");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(reads.values(50_000)).isEqualTo(expected);
            sent.join();
        }
    }
}
