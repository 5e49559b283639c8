package io.penstock.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that this JVM started, and that does not outlive it: a guard, a shell that holds the other end of a pipe,
 * kills it when this JVM is gone, however it went. Thread-safe.
 */
public final class ForkedProcess implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final int TAIL_LINES = 40;

    /**
     * $1 is the process, $2 the time at which it started, so that a successor under the same number is left alone. The
     * read ends when the JVM at the other end of the pipe does.
     */
    private static final String GUARD = """
            while IFS= read -r line; do :; done
            stat=$(cat /proc/$1/stat 2>/dev/null) || exit 0
            process=$1; started=$2
            set -- ${stat##*) }
            [ "${20}" = "$started" ] && kill -9 "$process"
            """;

    private final String name;
    private final Process process;
    private final Process guard;
    private final Path output;

    private ForkedProcess(String name, Process process, Process guard, Path output) {
        this.name = name;
        this.process = process;
        this.guard = guard;
        this.output = output;
    }

    /**
     * What to start.
     *
     * @param name for errors
     * @param command the program and its arguments
     * @param environment added to that of this JVM
     * @param directory the working directory
     * @param output where standard output and standard error are appended to
     */
    public record Launch(
            String name, List<String> command, Map<String, String> environment, Path directory, Path output) {}

    /** Starts a process; it has nothing on its standard input. */
    public static ForkedProcess start(Launch launch) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.output().toFile()));
        builder.environment().putAll(launch.environment());
        Process process = builder.start();
        try {
            Process guard = new ProcessBuilder(
                            "sh", "-c", GUARD, "guard", Long.toString(process.pid()), startTime(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new ForkedProcess(launch.name(), process, guard, launch.output());
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** In the kernel's ticks: field 22 of the process's stat, behind a name that may hold spaces. */
    private static String startTime(long pid) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String text = Files.readString(stat);
            return text.substring(text.lastIndexOf(") ") + 2).split(" ", -1)[19];
        } catch (IOException e) {
            // It may end at any moment, also between the opening of the file and the reading.
            if (Files.exists(stat)) {
                throw e;
            }
            return "gone";
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until it is gone. Does nothing if it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
        guard.destroyForcibly();
    }

    /** SIGTERM, then, past the limit, SIGKILL. */
    public void stop(Duration limit) {
        process.destroy();
        if (!endsWithin(limit)) {
            kill();
        }
        guard.destroyForcibly();
    }

    /** SIGSTOP: it does nothing more until {@link #thaw}; its connections stay. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    /** Waits for its end. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + this, e);
        }
    }

    /**
     * The exit code of a process that has ended.
     *
     * @throws IllegalThreadStateException if it has not
     */
    public int exitCode() {
        return process.exitValue();
    }

    private void signal(String signal) {
        if (!process.isAlive()) {
            throw new IllegalStateException(this + " has ended, so it cannot get SIG" + signal + tail());
        }
        try {
            Process sent = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(sent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (sent.waitFor() != 0) {
                throw new IllegalStateException("SIG" + signal + " did not reach " + this + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("SIG" + signal + " cannot be sent to " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal + " to " + this, e);
        }
    }

    private void awaitEnd() {
        if (!endsWithin(END_LIMIT)) {
            throw new IllegalStateException(this + " is still there " + END_LIMIT.toSeconds()
                    + " s after SIGKILL: look at it with ps, it may hang in the kernel");
        }
    }

    /** All lines it has printed so far. Bytes above 127 are read as ISO 8859-1, so that no output is malformed. */
    public List<String> printed() throws IOException {
        return Files.readAllLines(output, StandardCharsets.ISO_8859_1);
    }

    /** The end of what it printed, for an error; begins with a new line. */
    public String tail() {
        try {
            List<String> lines = printed();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "\n" + output + " ends with:\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "\n" + output + " cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }
}
