package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Guarantee;
import io.penstock.connector.socket.FrameException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FramedSourceTest {
    private final CompletableFuture<InetSocketAddress> listening = new CompletableFuture<>();

    private FramedSource<Framed> source(String config) {
        return FramedSource.listen(0).settings(SocketsConfig.quick(config)).onListening(listening::complete);
    }

    private FrameClient.Builder client() throws Exception {
        return FrameClient.to("127.0.0.1", listening.get().getPort()).settings(SocketsConfig.quick());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(Reads<Framed> reads) {
        return reads.out.values().stream().map(Framed::text).toList();
    }

    /** A client by hand: what it says, and how the server answers. */
    private Peer greeted(String name) throws Exception {
        Peer peer = Peer.to(listening.get());
        FrameDescriptor.writePreamble(peer.socket.getOutputStream());
        FrameDescriptor.write(peer.socket.getOutputStream(), FrameDescriptor.hello(name, 0, 10_000));
        FrameDescriptor.readPreamble(peer.in());
        assertThat(FrameDescriptor.read(peer.in(), 100)).extracting(Frame::type).isEqualTo(Frame.Type.WELCOME);
        return peer;
    }

    private static Reason refusal(Peer peer) throws IOException {
        while (true) {
            Frame frame = FrameDescriptor.read(peer.in(), 100);
            if (frame == null) {
                throw new AssertionError("the connection ended without a reason");
            }
            if (frame.type() == Frame.Type.ERROR) {
                return Reason.of(frame.sequence());
            }
        }
    }

    @Test
    void acknowledgesWhatIsJournaledAndNothingBefore() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                FrameClient client = client().open()) {
            client.send(bytes("a"));
            client.send(bytes("b"));
            reads.values(2);
            assertThat(client.acknowledged()).isZero();

            reads.journaled();
            client.flush();
            assertThat(client.acknowledged()).isEqualTo(2);
            assertThat(texts(reads)).containsExactly("a", "b");
            assertThat(reads.out.values().get(1).id()).isEqualTo(new FrameId(client.name(), 2));
        }
    }

    @Test
    void repetitionsOfAClientThatComesAgainAreLeftOut() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""))) {
            try (FrameClient first = client().name("c").open()) {
                first.send(1, bytes("a"));
                first.send(2, bytes("b"));
                reads.values(2);
            }
            try (FrameClient second = client().name("c").open()) {
                for (int i = 1; i <= 3; i++) {
                    second.send(i, bytes("again " + i));
                }
                reads.values(3);
                reads.journaled();
                second.flush();
            }
            assertThat(texts(reads)).containsExactly("a", "b", "again 3");
        }
    }

    @Test
    void nextReaderIsSentAgainWhatWasNotAcknowledged() throws Exception {
        int port;
        FrameClient client;
        try (Reads<Framed> former = new Reads<>(source(""))) {
            port = listening.get().getPort();
            client = client().open();
            client.send(bytes("a"));
            former.values(1);
            former.journaled();
            client.flush();
            client.send(bytes("b"));
            former.values(2);
        }
        FramedSource<Framed> again = FramedSource.listen(port).settings(SocketsConfig.quick());
        try (client;
                Reads<Framed> next = new Reads<>(again)) {
            client.send(bytes("c"));
            next.values(2);
            next.journaled();
            client.flush();
            assertThat(texts(next)).containsExactly("b", "c");
        }
    }

    @Test
    void newerConnectionOfAClientEndsTheOlder() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer older = greeted("c");
                Peer newer = greeted("c")) {
            assertThat(older.isClosedByOther()).isTrue();
            FrameDescriptor.write(newer.socket.getOutputStream(), new Frame(Frame.Type.RECORD, 1, bytes("x")));
            reads.values(1);
            assertThat(texts(reads)).containsExactly("x");
        }
    }

    @Test
    void earlierGenerationIsRefusedOnceALaterOneHasCome() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                FrameClient later = client().name("c").generation(2).open()) {
            later.send(1, bytes("x"));
            reads.values(1);
            reads.journaled();
            later.flush();
            try (FrameClient earlier = client().name("c").generation(1).open()) {
                earlier.send(2, bytes("y"));
                assertThatThrownBy(earlier::flush)
                        .hasMessageContaining("generation 2")
                        .hasRootCauseInstanceOf(FrameException.class);
            }
            assertThat(texts(reads)).containsExactly("x");
        }
    }

    @Test
    void clientThatCountsAnewUnderAKnownNameIsToldSo() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                FrameClient first = client().open()) {
            first.send(bytes("x"));
            reads.values(1);
            reads.journaled();
            first.flush();
            FrameTarget target = new FrameTarget(
                    new Endpoint("127.0.0.1", listening.get().getPort()), null, Limits.of(SocketsConfig.quick()));
            try (FrameClient second =
                    new FrameClient(target, first.name(), 0, true, new ConnectorMetrics().counter("reconnects"))) {
                await().untilAsserted(() -> assertThatThrownBy(second::flush).hasMessageContaining("same name"));
            }
        }
    }

    @Test
    void clientIsHeldBackByItsWindow() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                FrameClient client = FrameClient.to("127.0.0.1", listening.get().getPort())
                        .settings(SocketsConfig.quick("framed { window.frames = 2, send-timeout = 50ms }"))
                        .open()) {
            client.send(bytes("a"));
            client.send(bytes("b"));
            assertThatThrownBy(() -> client.send(bytes("c")))
                    .hasMessageContaining("framed.send-timeout")
                    .hasMessageContaining("2 records");
            reads.values(2);
            reads.journaled();
            client.flush();
        }
    }

    @Test
    void garbageIsToldAndEndsItsConnectionOnly() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer good = greeted("good");
                Peer bad = Peer.to(listening.get())) {
            bad.send("GET / HTTP/1.1\r\n\r\n");
            FrameDescriptor.readPreamble(bad.in());
            assertThat(refusal(bad)).isEqualTo(Reason.GARBAGE);
            FrameDescriptor.write(good.socket.getOutputStream(), new Frame(Frame.Type.RECORD, 1, bytes("x")));
            reads.values(1);
            assertThat(texts(reads)).containsExactly("x");
        }
    }

    @Test
    void anotherVersionIsToldSo() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer peer = Peer.to(listening.get())) {
            peer.send(new byte[] {'P', 'S', 'T', 'K', 0, 9, 0, 0});
            FrameDescriptor.readPreamble(peer.in());
            assertThat(refusal(peer)).isEqualTo(Reason.VERSION);
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void oversizeFrameIsRefusedBeforeItsBytesAreTaken() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source("max-record-bytes = 100"));
                Peer peer = greeted("c")) {
            byte[] header = {3, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 1};
            peer.send(header);
            assertThat(refusal(peer)).isEqualTo(Reason.TOO_LARGE);
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void damagedFrameIsNoRecord() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer peer = greeted("c")) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            FrameDescriptor.write(frame, new Frame(Frame.Type.RECORD, 1, bytes("hello")));
            byte[] damaged = frame.toByteArray();
            damaged[15] ^= 1;
            peer.send(damaged);
            assertThat(refusal(peer)).isEqualTo(Reason.CHECKSUM);
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void sequenceThatDoesNotGrowIsRefused() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer peer = greeted("c")) {
            FrameDescriptor.write(peer.socket.getOutputStream(), new Frame(Frame.Type.RECORD, 5, bytes("x")));
            FrameDescriptor.write(peer.socket.getOutputStream(), new Frame(Frame.Type.RECORD, 5, bytes("y")));
            assertThat(refusal(peer)).isEqualTo(Reason.GARBAGE);
            reads.values(1);
            assertThat(texts(reads)).containsExactly("x");
        }
    }

    @Test
    void connectionThatEndsWithinAFrameGivesNothing() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""))) {
            try (Peer peer = greeted("c")) {
                peer.send(new byte[] {3, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 'h', 'a'});
            }
            try (Peer peer = greeted("c")) {
                FrameDescriptor.write(peer.socket.getOutputStream(), new Frame(Frame.Type.RECORD, 1, bytes("hallo")));
                reads.values(1);
            }
            assertThat(texts(reads)).containsExactly("hallo");
        }
    }

    @Test
    void clientThatDripsIsUnderstood() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source(""));
                Peer peer = greeted("c")) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            FrameDescriptor.write(frame, new Frame(Frame.Type.RECORD, 1, bytes("drip")));
            for (byte one : frame.toByteArray()) {
                peer.send(new byte[] {one});
            }
            reads.values(1);
            assertThat(texts(reads)).containsExactly("drip");
        }
    }

    @Test
    void whoNeverSaysWhoHeIsIsClosed() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source("handshake-timeout = 50ms"));
                Peer peer = Peer.to(listening.get())) {
            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void silentClientIsClosedAndOneThatPingsIsNot() throws Exception {
        try (Reads<Framed> reads = new Reads<>(source("framed.idle-timeout = 300ms"));
                FrameClient pinging = client().open();
                Peer silent = greeted("silent")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                Frame frame = FrameDescriptor.read(silent.in(), 100);
                return frame == null;
            });
            pinging.send(bytes("still here"));
            reads.values(1);
            reads.journaled();
            pinging.flush();
            assertThat(texts(reads)).containsExactly("still here");
        }
    }

    @Test
    void refusedRecordsObeyThePolicyAndAreAcknowledged() throws Exception {
        FramedSource<Integer> numbers = source("")
                .parse(Integer.class, framed -> Integer.valueOf(framed.text()))
                .onError(ErrorPolicy.DEAD_LETTER);
        try (Reads<Integer> reads = new Reads<>(numbers);
                FrameClient client = client().name("c").open()) {
            client.send(1, bytes("1"));
            client.send(2, bytes("two"));
            reads.until(() -> !reads.out.deadLetters().isEmpty());
            reads.journaled();
            client.flush();
            assertThat(reads.out.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.coordinates())
                    .isEqualTo("client c sequence 2"));
        }
    }

    @Test
    void longRunComesInOrderWhileConnectionsAreResetAgainAndAgain() throws Exception {
        int count = 20_000;
        try (Reads<Framed> reads = new Reads<>(source(""));
                Disturber proxy = new Disturber(listening.get(), 50_000);
                FrameClient client = FrameClient.to("127.0.0.1", proxy.port())
                        .settings(SocketsConfig.quick("framed.window.frames = 500"))
                        .open()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.send(bytes(Integer.toString(i)));
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            reads.until(() -> {
                try {
                    reads.journaled();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return reads.out.values().size() >= count;
            });
            reads.journaled();
            sent.join();
            client.flush();
            assertThat(texts(reads))
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(proxy.resets()).as("resets").isGreaterThan(2);
        }
    }

    @Test
    void saysThatItIsAtLeastOnce() {
        assertThat(source("").intake()).isEqualTo(Guarantee.AT_LEAST_ONCE);
    }
}
