package io.penstock.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the socket, in one process. */
@SuppressWarnings("try") // a server answers as long as it is open, and is not spoken to by reference
class ControlTest {
    private static final ControlSettings SETTINGS = new ControlSettings(2, Duration.ofSeconds(5), 1024);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path run;

    private static ObjectNode echo(JsonNode request) {
        return ControlServer.JSON
                .createObjectNode()
                .put("heard", request.path("command").asText());
    }

    private static ControlServer open(Path where) throws IOException {
        return ControlServer.open(where, ControlTest::echo, SETTINGS);
    }

    private static String heard(Path where, String command) throws Exception {
        return ControlClient.ask(where, ControlClient.request(command), LONG)
                .path("heard")
                .asText();
    }

    @Test
    void aRequestIsAnswered() throws Exception {
        try (ControlServer server = open(run)) {
            assertThat(heard(run, "größer")).isEqualTo("größer");
            assertThat(heard(run, "again")).isEqualTo("again");
        }
    }

    @Test
    void onlyTheOwnerMayEnter() throws Exception {
        try (ControlServer server = open(run)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("control"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryThatOthersMayEnterIsClosedToThem() throws Exception {
        Path control = Files.createDirectory(run.resolve("control"));
        Files.setPosixFilePermissions(control, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (ControlServer server = open(run)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void nobodyAnswersOnceItIsClosed() throws Exception {
        open(run).close();

        assertThatThrownBy(() -> heard(run, "x"))
                .isInstanceOf(ControlClient.NotRunningException.class)
                .hasMessage("no process runs a job in " + run);
        assertThat(run.resolve("control")).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsNoProcess() throws Exception {
        Path socket = Files.createDirectory(run.resolve("control")).resolve("socket");
        leave(socket);

        assertThatThrownBy(() -> heard(run, "x"))
                .isInstanceOf(ControlClient.NotRunningException.class)
                .hasMessageContaining("the last one was killed");
    }

    @Test
    void whatAKilledProcessLeftIsReplaced() throws Exception {
        leave(Files.createDirectory(run.resolve("control")).resolve("socket"));

        try (ControlServer server = open(run)) {
            assertThat(heard(run, "x")).isEqualTo("x");
        }
    }

    /** A socket file that nobody listens on. */
    private static void leave(Path socket) throws IOException {
        try (ServerSocketChannel killed = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
    }

    @Test
    void aSecondServerIsRefusedWhileTheFirstAnswers() throws Exception {
        try (ControlServer server = open(run)) {
            assertThatThrownBy(() -> open(run)).hasMessageContaining("another process answers on");
            assertThat(heard(run, "x")).isEqualTo("x");
        }
    }

    @Test
    void aPathThatIsTooLongForASocketIsWorkedAround() throws Exception {
        Path deep = Files.createDirectories(run.resolve("d".repeat(60)).resolve("e".repeat(60)));
        assertThat(ControlAddress.fits(deep.resolve("control").resolve("socket")))
                .isFalse();

        try (ControlServer server = open(deep)) {
            assertThat(heard(deep, "x")).isEqualTo("x");
        }

        assertThat(deep.resolve("control")).isEmptyDirectory();
    }

    @Test
    void aRefusalComesAsOne() throws Exception {
        ControlServer.Requests refusing = request -> {
            throw new RefusedRequestException("not today");
        };
        try (ControlServer server = ControlServer.open(run, refusing, SETTINGS)) {
            assertThatThrownBy(() -> heard(run, "x"))
                    .isInstanceOf(RefusedRequestException.class)
                    .hasMessage("not today");
        }
    }

    @Test
    void aRequestThatIsTooLongIsNotRead() throws Exception {
        try (ControlServer server = open(run)) {
            assertThatThrownBy(() -> heard(run, "x".repeat(5000))).isInstanceOf(IOException.class);
            assertThat(heard(run, "x")).isEqualTo("x");
        }
    }

    @Test
    void whatIsNoJsonIsRefused() throws Exception {
        try (ControlServer server = open(run);
                SocketChannel channel = SocketChannel.open(
                        UnixDomainSocketAddress.of(run.resolve("control").resolve("socket")))) {
            channel.write(ByteBuffer.wrap("status\n".getBytes(StandardCharsets.UTF_8)));
            try (Lines lines = new Lines(channel)) {
                assertThat(lines.read(4096, LONG)).contains("a request must be one JSON object on one line");
            }
        }
    }

    @Test
    void aClientThatSaysNothingDoesNotHoldOthersUp() throws Exception {
        try (ControlServer server = open(run);
                SocketChannel silent = SocketChannel.open(
                        UnixDomainSocketAddress.of(run.resolve("control").resolve("socket")))) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(heard(run, "x")).isEqualTo("x");
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsGivenUpByTheClient() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ControlServer.Requests slow = request -> {
            release.await();
            return echo(request);
        };
        try (ControlServer server = ControlServer.open(run, slow, SETTINGS)) {
            assertThatThrownBy(() -> ControlClient.ask(run, ControlClient.request("x"), Duration.ofMillis(50)))
                    .hasMessageContaining("it goes on with what it was asked");
            release.countDown();
        }
    }
}
