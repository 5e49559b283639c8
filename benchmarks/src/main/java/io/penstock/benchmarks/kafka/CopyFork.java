package io.penstock.benchmarks.kafka;

import io.penstock.benchmarks.compare.Contender;
import io.penstock.workloads.CopyAnswer;
import io.penstock.workloads.CopyProcess;
import io.penstock.workloads.CopyRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a JVM of its own, which stays for all copies, so that it is warm. All engines have the same heap and the same
 * flags, beside what they need. The process ends with this one.
 */
final class CopyFork implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages");

    private final Contender contender;
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private final String version;

    private CopyFork(Contender contender, Process process) throws IOException {
        this.contender = contender;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.version = read();
    }

    /**
     * Starts one.
     *
     * @param benchmarks the folder of this module
     * @param directory for what the engine keeps on disk
     */
    static CopyFork start(Path benchmarks, Contender contender, Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(contender.flags());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", contender.classPath(benchmarks), CopyProcess.class.getName()));
        command.add(Files.createDirectory(directory.resolve(contender.engine())).toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new CopyFork(contender, process);
        } catch (IOException | RuntimeException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /** Such as {@code flink}. */
    String engine() {
        return contender.engine();
    }

    /** Of the engine. */
    String version() {
        return version;
    }

    /** Runs a job to its end if it is bounded; or else starts it. */
    CopyAnswer run(CopyRequest request) throws IOException {
        return ask(request.line());
    }

    /** Stops the job that has no end. */
    CopyAnswer stop() throws IOException {
        return ask("");
    }

    private CopyAnswer ask(String line) throws IOException {
        requests.write(line + "\n");
        requests.flush();
        return CopyAnswer.of(read());
    }

    private String read() throws IOException {
        @Nullable String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process of " + engine() + " has ended, see above");
        }
        return line;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        requests.close();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
    }
}
