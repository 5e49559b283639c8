package io.penstock.servers;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * S3Mock, a server that speaks S3 and keeps objects in files: what is acknowledged survives {@link #kill}. It takes any
 * credentials, and asks for requests by path ({@code http://host/bucket/key}).
 */
public final class S3Server extends TestServer {
    private static final List<String> SMALL = List.of("-Xmx256m");
    private static final Duration ASK_LIMIT = Duration.ofSeconds(2);
    private static final int HTTP_OK = 200;

    private final int port;
    /** Of TLS, which it always opens too. */
    private final int securePort;

    private S3Server() {
        super("s3");
        List<Integer> ports = Ports.free(2);
        this.port = ports.get(0);
        this.securePort = ports.get(1);
    }

    private static final class Shared {
        private static final S3Server SERVER = started();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "s3-server-end"));
        }
    }

    /** The server that all test classes of a JVM share: they use buckets of their own, and leave it running. */
    public static S3Server shared() {
        return Shared.SERVER;
    }

    /** A server of one's own, which is to be closed. */
    public static S3Server started() {
        S3Server server = new S3Server();
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** What clients call the endpoint. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private Path data() {
        return folder().resolve("data");
    }

    @Override
    protected void prepare() throws IOException {
        Files.createDirectories(data());
    }

    @Override
    protected ForkedProcess.Launch launch() {
        List<String> command = JavaServer.command(
                JavaServer.classPath("s3") + File.pathSeparator + own(),
                SMALL,
                S3MockLauncher.class.getName(),
                List.of(
                        "--com.adobe.testing.s3mock.http-port=" + port,
                        "--server.port=" + securePort,
                        "--server.address=127.0.0.1",
                        "--com.adobe.testing.s3mock.store.root=" + data(),
                        "--com.adobe.testing.s3mock.store.retain-files-on-exit=true"));
        return new ForkedProcess.Launch("s3 server", command, Map.of(), folder(), log());
    }

    /** Where the launcher's class is. */
    private static Path own() {
        try {
            return Path.of(S3MockLauncher.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the test servers' classes is no path", e);
        }
    }

    @Override
    protected void askWhetherReady() throws Exception {
        HttpClient client = HttpClient.newBuilder().connectTimeout(ASK_LIMIT).build();
        HttpRequest request =
                HttpRequest.newBuilder(endpoint()).timeout(ASK_LIMIT).GET().build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != HTTP_OK) {
            throw new IOException("it answers " + status + " to a list of buckets");
        }
    }
}
