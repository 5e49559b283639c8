package io.penstock.node;

import io.penstock.persistence.ChronicleJvmFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, for what one process cannot survive, or cannot do twice. */
final class NodeProcess {
    private static final long LIMIT_SECONDS = 120;

    private NodeProcess() {}

    /**
     * How it ended.
     *
     * @param printed what it wrote to standard output and standard error
     */
    record Ended(int exitCode, String printed) {}

    /**
     * Runs a command to its end.
     *
     * @param output a new file for what it prints
     * @throws IllegalStateException if it does not end
     */
    static Ended run(Path output, List<String> words) throws IOException, InterruptedException {
        Process process = start(output, words);
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        words + " did not end within " + LIMIT_SECONDS + " s:\n" + read(output));
            }
            return new Ended(process.exitValue(), read(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a command, which the caller ends. */
    static Process start(Path output, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChronicleJvmFlags.all());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("what the process printed cannot be read from " + output, e);
        }
    }
}
