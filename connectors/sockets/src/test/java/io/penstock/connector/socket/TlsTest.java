package io.penstock.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are secured, with keys that are made for the test. */
class TlsTest {
    private static final char[] PASSWORD = "for-this-test".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    private final CompletableFuture<InetSocketAddress> listening = new CompletableFuture<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keys().toString(), "-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static Path keys() {
        return directory.resolve("keys.p12");
    }

    /** Trusts the one certificate, and has it if {@code own}. */
    private static SSLContext context(boolean own) {
        try (InputStream in = Files.newInputStream(keys())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("peer", store.getCertificate("key"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private FramedSource<Framed> server(Tls tls) {
        return FramedSource.listen(0).settings(SocketsConfig.quick()).tls(tls).onListening(listening::complete);
    }

    private FrameClient client(Tls tls, String config) throws Exception {
        return FrameClient.to("127.0.0.1", listening.get().getPort())
                .settings(SocketsConfig.quick(config))
                .tls(tls)
                .open();
    }

    @Test
    void framesCrossASecuredConnection() throws Exception {
        try (Reads<Framed> reads = new Reads<>(server(Tls.of(() -> context(true))));
                FrameClient client = client(Tls.of(() -> context(false)), "")) {
            client.send("secret".getBytes(StandardCharsets.UTF_8));
            reads.values(1);
            reads.journaled();
            client.flush();

            assertThat(reads.out.values().get(0).text()).isEqualTo("secret");
        }
    }

    @Test
    void clientWithACertificateIsLetInWhereOneIsRequired() throws Exception {
        Tls required = Tls.of(() -> context(true)).clientCertificateRequired();
        try (Reads<Framed> reads = new Reads<>(server(required));
                FrameClient client = client(Tls.of(() -> context(true)), "")) {
            client.send(new byte[] {1});
            reads.values(1);
            reads.journaled();
            client.flush();

            assertThat(client.acknowledged()).isEqualTo(1);
        }
    }

    @Test
    void clientWithoutACertificateIsShutOutWhereOneIsRequired() throws Exception {
        Tls required = Tls.of(() -> context(true)).clientCertificateRequired();
        try (Reads<Framed> reads = new Reads<>(server(required));
                FrameClient client = client(Tls.of(() -> context(false)), "framed.send-timeout = 500ms")) {
            client.send(new byte[] {1});

            assertThatThrownBy(client::flush).isInstanceOf(IOException.class).hasMessageContaining("not connected");
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void plainClientIsNotUnderstoodByASecuredServer() throws Exception {
        try (Reads<Framed> reads = new Reads<>(server(Tls.of(() -> context(true))));
                Peer peer = Peer.to(listening.get())) {
            peer.send("GET / HTTP/1.1\r\n\r\n");
            byte[] answer = peer.in().readAllBytes();

            // A TLS alert at most, and then the end.
            assertThat(answer.length).isLessThan(100);
            assertThat(reads.out.values()).isEmpty();
        }
    }

    @Test
    void linesCrossASecuredConnection() throws Exception {
        SocketSource<String> source = SocketSource.listen(0)
                .settings(SocketsConfig.quick())
                .tls(Tls.of(() -> context(true)))
                .onListening(listening::complete);
        try (Reads<String> reads = new Reads<>(source)) {
            SocketSink<String> sink = SocketSink.lines(
                            "127.0.0.1", listening.get().getPort())
                    .settings(SocketsConfig.quick())
                    .tls(Tls.of(() -> context(false)));
            try (var writer = sink.open(new io.penstock.connector.SinkContext("job", "id", "sink", 0, 1, 1, 0))) {
                writer.write(io.penstock.connector.contract.ListBatch.of("a", "b"));
                writer.prepare(1);
                assertThat(reads.values(2)).containsExactly("a", "b");
            }
        }
    }
}
