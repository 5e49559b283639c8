package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and with what something was measured. */
public record Machine(String commit, String cpu, int cores, String jdk, String pekko, String date) {

    /** Asks the machine. */
    public static Machine here() throws IOException, InterruptedException {
        return new Machine(
                commitHere(),
                cpuHere(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                org.apache.pekko.Version.current(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String commitHere() throws IOException, InterruptedException {
        String head = output("git", "rev-parse", "--short", "HEAD");
        boolean changed =
                !output("git", "status", "--porcelain", "--untracked-files=no").isEmpty();
        return head + (changed ? " and changes" : "");
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output.strip() : "unknown";
    }

    private static String cpuHere() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }
}
