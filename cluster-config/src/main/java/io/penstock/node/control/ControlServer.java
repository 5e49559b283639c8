package io.penstock.node.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests on the socket of a run, each on a thread of its own, of which there is a limited number. Closing it
 * waits a little for answers that are being written.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final long IDLE_SECONDS = 10;
    static final JsonMapper JSON = new JsonMapper();

    private final Path run;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Requests requests;
    private final ControlSettings settings;
    private final ThreadPoolExecutor threads;

    /** What can be asked. */
    @FunctionalInterface
    public interface Requests {
        /**
         * Answers one request. May block.
         *
         * @throws RefusedRequestException with what to tell the user
         */
        ObjectNode answer(JsonNode request) throws InterruptedException;
    }

    private ControlServer(
            Path run, Path socket, ServerSocketChannel server, Requests requests, ControlSettings settings) {
        this.run = run;
        this.socket = socket;
        this.server = server;
        this.requests = requests;
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, settings.connections(), IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "penstock-control-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Opens the socket of a run. What a killed process has left of one is removed.
     *
     * @throws IOException if it cannot be opened, or another process answers on it
     */
    public static ControlServer open(Path run, Requests requests, ControlSettings settings) throws IOException {
        Path socket = ControlAddress.prepare(run);
        if (Files.exists(socket)) {
            if (isAnswered(socket)) {
                throw new IOException("another process answers on " + socket);
            }
            Files.delete(socket);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        ControlServer opened = new ControlServer(run, socket, server, requests, settings);
        Thread acceptor = new Thread(opened::accept, "penstock-control");
        acceptor.setDaemon(true);
        acceptor.start();
        return opened;
    }

    private static boolean isAnswered(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException nobody) {
            // Refused: the file is what a killed process left.
            return false;
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                hand(server.accept());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                log.warn("the control socket {} takes no more requests", socket, e);
                return;
            }
        }
    }

    private void hand(SocketChannel channel) throws IOException {
        try {
            threads.execute(() -> serve(channel));
        } catch (RejectedExecutionException busy) {
            // The client sees the end of the channel instead of an answer, and says so.
            log.warn("{} requests are being answered: one more is turned away", settings.connections());
            channel.close();
        }
    }

    private void serve(SocketChannel channel) {
        try (Lines lines = new Lines(channel)) {
            String request = lines.read(settings.requestBytes(), settings.requestTimeout());
            lines.write(JSON.writeValueAsString(answer(request)), settings.requestTimeout());
        } catch (IOException e) {
            log.warn("a request on the control socket came to nothing: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode answer(String line) throws InterruptedException {
        try {
            return requests.answer(JSON.readTree(line)).put("ok", true);
        } catch (RefusedRequestException e) {
            return refusal(String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return refusal("a request must be one JSON object on one line: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            log.error("a request on the control socket failed: {}", line, e);
            return refusal("the process failed to answer: " + e + "; its log has more");
        }
    }

    private static ObjectNode refusal(String error) {
        return JSON.createObjectNode().put("ok", false).put("error", error);
    }

    @Override
    public void close() {
        try {
            server.close();
            threads.shutdown();
            if (!threads.awaitTermination(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
            ControlAddress.release(run, socket);
        } catch (IOException e) {
            log.warn("the control socket {} could not be removed", socket, e);
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
