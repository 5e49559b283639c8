package io.penstock.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server in a process of its own. A subclass says how it is prepared, started and asked whether it is ready; its ports
 * and its folder stay the same for its life, so that it can be killed and started again on its data.
 *
 * <p>For one thread. Ends with this JVM, also when that is killed.
 */
public abstract class TestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TestServer.class);
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final String name;
    private final Path folder;
    private boolean prepared;
    private @Nullable ForkedProcess process;

    /** @param name of the kind of server; part of the name of its folder */
    protected TestServer(String name) {
        this.name = name;
        try {
            Path parent = Files.createDirectories(Path.of("target", "servers").toAbsolutePath());
            this.folder = Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the data of " + name, e);
        }
    }

    /** What is done once, before the first start: configuration files, formatting. */
    protected abstract void prepare() throws IOException;

    /** How the process is started. */
    protected abstract ForkedProcess.Launch launch();

    /**
     * Asks the server, by a client, something that it can only answer when it is ready. Asked again until it succeeds.
     *
     * @throws Exception it is not ready yet
     */
    protected abstract void askWhetherReady() throws Exception;

    /** Where its data and its log are. */
    public final Path folder() {
        return folder;
    }

    protected final Path log() {
        return folder.resolve("server.log");
    }

    /** Starts it, for the first time or again on the same data, and waits until it is ready. */
    public final void start() {
        begin();
        awaitReady();
    }

    /** Starts it and does not wait. */
    public final void begin() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(process + " runs already");
        }
        try {
            if (!prepared) {
                prepare();
                prepared = true;
            }
            process = ForkedProcess.start(launch());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /** Waits until it answers. */
    public final void awaitReady() {
        ForkedProcess running = process();
        long began = System.nanoTime();
        while (true) {
            try {
                askWhetherReady();
                LOG.info("{} is ready after {} ms", running, (System.nanoTime() - began) / 1_000_000);
                return;
            } catch (Exception e) {
                if (!running.isAlive()) {
                    throw new IllegalStateException(
                            running + " ended with exit code " + running.exitCode() + running.tail(), e);
                }
                if (System.nanoTime() - began > READY_LIMIT.toNanos()) {
                    throw new IllegalStateException(
                            running + " is not ready after " + READY_LIMIT.toSeconds() + " s" + running.tail(), e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server", e);
        }
    }

    private ForkedProcess process() {
        ForkedProcess running = process;
        if (running == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return running;
    }

    public final boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. */
    public final void kill() {
        process().kill();
    }

    /** SIGSTOP: connections stay, nothing is answered. */
    public final void freeze() {
        process().freeze();
    }

    /** SIGCONT. */
    public final void thaw() {
        process().thaw();
    }

    /** Asks it to end, and waits. */
    public final void stop() {
        process().stop(STOP_LIMIT);
    }

    /** Kills it and removes its data. */
    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("what {} kept in {} cannot be removed", name, folder, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
