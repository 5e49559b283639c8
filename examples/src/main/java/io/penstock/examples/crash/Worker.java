package io.penstock.examples.crash;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A worker process as its parent sees it: a JVM with the same class path and flags as this one. Everything it prints goes
 * to a file; what it reports is kept as its {@link Seen}.
 */
final class Worker implements AutoCloseable {
    private static final Duration DUMP_LIMIT = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /**
     * What the worker has reported.
     *
     * @param begun the job is there, and recovers if there is something to recover
     * @param running its tasks have run
     * @param checkpoints how many checkpoints it has reported since they run
     * @param lastCheckpoint the number of the last one, or -1
     * @param progress how much of the source is read, or -1
     * @param endOfInput all of it is read
     * @param lines how many lines it has printed
     * @param exited it printed its last line: the process has ended, or is about to
     */
    record Seen(
            boolean begun,
            boolean running,
            long generation,
            int checkpoints,
            long lastCheckpoint,
            double progress,
            boolean endOfInput,
            long lines,
            boolean exited) {
        static final Seen NOTHING = new Seen(false, false, 0, 0, -1, -1, false, 0, false);

        /** What is seen once a line came. */
        Seen with(String line) {
            long more = lines + 1;
            if (!line.startsWith(WorkerReport.PREFIX)) {
                return new Seen(
                        begun, running, generation, checkpoints, lastCheckpoint, progress, endOfInput, more, exited);
            }
            String[] words = line.substring(WorkerReport.PREFIX.length()).split(" ", -1);
            if (words.length == 3 && words[0].equals(WorkerReport.PHASE)) {
                boolean runs = running || words[1].equals("RUNNING");
                long of = Long.parseLong(words[2]);
                return new Seen(true, runs, of, checkpoints, lastCheckpoint, progress, endOfInput, more, exited);
            }
            if (words.length == 3 && words[0].equals(WorkerReport.CHECKPOINT)) {
                int count = checkpoints + (running ? 1 : 0);
                long id = Long.parseLong(words[1]);
                double share = Double.parseDouble(words[2]);
                return new Seen(begun, running, generation, count, id, share, endOfInput, more, exited);
            }
            if (words.length == 1 && words[0].equals(WorkerReport.END_OF_INPUT)) {
                return new Seen(begun, running, generation, checkpoints, lastCheckpoint, progress, true, more, exited);
            }
            throw new IllegalArgumentException(
                    "a worker reported '" + line + "', which its parent does not understand");
        }

        Seen end() {
            return new Seen(begun, running, generation, checkpoints, lastCheckpoint, progress, endOfInput, lines, true);
        }
    }

    private final Process process;
    private final Path output;
    private final Object changed = new Object();
    private final Thread reader;
    private Seen seen = Seen.NOTHING;

    private Worker(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.reader = new Thread(this::read, "penstock-worker-" + process.pid());
    }

    /**
     * Starts a worker.
     *
     * @param words the command line of {@code penstock}
     * @param output where what it prints is appended to
     */
    static Worker start(List<String> words, Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.penstock.node.Main");
        command.addAll(words);
        Files.createDirectories(output.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Worker worker = new Worker(process, output);
        worker.reader.setDaemon(true);
        worker.reader.start();
        return worker;
    }

    private void read() {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer file = Files.newBufferedWriter(
                        output, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            file.write("--- process " + process.pid() + "\n");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line + "\n");
                file.flush();
                synchronized (changed) {
                    seen = seen.with(line);
                    changed.notifyAll();
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException("the output of worker " + process.pid() + " cannot be followed", e);
            }
        } finally {
            synchronized (changed) {
                seen = seen.end();
                changed.notifyAll();
            }
        }
    }

    long pid() {
        return process.pid();
    }

    Seen seen() {
        synchronized (changed) {
            return seen;
        }
    }

    /**
     * Waits until what was seen is as wanted, or the worker has ended.
     *
     * @return false if neither came within the limit
     */
    boolean await(Predicate<Seen> wanted, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        synchronized (changed) {
            while (!wanted.test(seen) && !seen.exited()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(changed, left);
            }
            return true;
        }
    }

    /** Lets it work for so long; returns early, with true, if it ends by itself. */
    boolean endsWithin(Duration delay) throws InterruptedException {
        return process.waitFor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGKILL: the process gets no chance to do anything more. What it has printed before is still read to its end. */
    void kill() throws InterruptedException {
        // Process.destroyForcibly would close the stream under the reader, and lose what is in it.
        process.toHandle().destroyForcibly();
        if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("worker " + pid() + " is still there " + END_LIMIT.toSeconds()
                    + " s after SIGKILL: look at it with ps, it may hang in the kernel");
        }
        reader.join(END_LIMIT.toMillis());
    }

    /** The exit code, once {@link Seen#exited}. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("worker " + pid() + " closed its output and did not end within "
                    + END_LIMIT.toSeconds() + " s: its log is " + output);
        }
        return process.exitValue();
    }

    /** Asks the JVM for a thread dump, which it prints where everything else goes. */
    void dumpThreads() throws InterruptedException, IOException {
        File nowhere = new File("/dev/null");
        Process signal = new ProcessBuilder("kill", "-QUIT", Long.toString(pid()))
                .redirectErrorStream(true)
                .redirectOutput(nowhere)
                .start();
        signal.waitFor(DUMP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        // The dump ends with the heap; it is there when for a while nothing more comes.
        long lines = -1;
        while (seen().lines() != lines) {
            lines = seen().lines();
            long before = lines;
            await(now -> now.lines() > before, Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroyForcibly();
        process.getOutputStream().close();
    }
}
