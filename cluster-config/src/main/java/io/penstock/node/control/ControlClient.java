package io.penstock.node.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks the process that runs a job. */
public final class ControlClient {
    private static final int MOST_ANSWER_BYTES = 16 << 20;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

    private ControlClient() {}

    /** No process runs a job in the directory. */
    public static final class NotRunningException extends Exception {
        private static final long serialVersionUID = 1;

        NotRunningException(String message) {
            super(message);
        }
    }

    /** An empty request. */
    public static ObjectNode request(String command) {
        return ControlServer.JSON.createObjectNode().put("command", command);
    }

    /**
     * Asks and waits for the answer.
     *
     * @param timeout for the answer
     * @throws NotRunningException if nobody answers in this directory
     * @throws RefusedRequestException if the answer is a refusal
     * @throws IOException if there is no answer
     */
    public static JsonNode ask(Path run, ObjectNode request, Duration timeout) throws IOException, NotRunningException {
        Path socket = ControlAddress.find(run);
        if (!Files.exists(socket)) {
            throw new NotRunningException("no process runs a job in " + run);
        }
        SocketChannel channel;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            if (e instanceof java.net.ConnectException) {
                throw new NotRunningException("no process runs a job in " + run + ": the last one was killed");
            }
            throw e;
        }
        try (Lines lines = new Lines(channel)) {
            lines.write(ControlServer.JSON.writeValueAsString(request), WRITE_TIMEOUT);
            JsonNode answer = ControlServer.JSON.readTree(lines.read(MOST_ANSWER_BYTES, timeout));
            if (!answer.path("ok").asBoolean()) {
                throw new RefusedRequestException(answer.path("error").asText("no reason was given"));
            }
            return answer;
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "the process of the job has not answered within " + timeout.toSeconds()
                            + " s; it goes on with what it was asked",
                    e);
        }
    }
}
