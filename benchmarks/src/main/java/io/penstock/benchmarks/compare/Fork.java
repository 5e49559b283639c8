package io.penstock.benchmarks.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.workloads.OneRun;
import io.penstock.workloads.Outcome;
import io.penstock.workloads.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one measurement in a JVM of its own. All engines have the same heap and the same flags, beside what they need. */
final class Fork {
    /** Beyond what is measured: start, fill, end, and the plain loop. */
    private static final long PATIENCE_MILLIS = 900_000;

    private final Path benchmarks;
    private final Options options;

    Fork(Path benchmarks, Options options) {
        this.benchmarks = benchmarks;
        this.options = options;
    }

    /** Empty if the process ended without an outcome; then it has said why. */
    Optional<Outcome> run(Contender contender, Collector collector, RunSettings settings)
            throws IOException, InterruptedException {
        return run(contender, collector, settings, List.of());
    }

    /**
     * The same, with more options for the JVM.
     *
     * @param more win over what all runs have
     */
    Optional<Outcome> run(Contender contender, Collector collector, RunSettings settings, List<String> more)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(benchmarks.resolve("target/compare"));
        Path result = Files.createTempFile(directory, "outcome", ".json");
        try {
            Process process = new ProcessBuilder(command(contender, collector, settings, more, result))
                    .inheritIO()
                    .start();
            long limit = PATIENCE_MILLIS + settings.warmUpMillis() + settings.measuredMillis();
            if (!process.waitFor(limit, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                System.err.println("stopped after " + limit + " ms: " + settings);
            }
            return Files.size(result) == 0
                    ? Optional.empty()
                    : Optional.of(new ObjectMapper().readValue(result.toFile(), Outcome.class));
        } finally {
            Files.deleteIfExists(result);
        }
    }

    private List<String> command(
            Contender contender, Collector collector, RunSettings settings, List<String> more, Path result)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(contender.flags());
        String heap = options.text("heap", "2g");
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, collector.flag()));
        // Two cores may fight for the collector's cards of neighbouring batches.
        command.add(flag("UseCondCardMark", options.on("cond-card-mark", false)));
        // A table of a million keys is spread over more small pages than the processor remembers addresses of.
        command.add(flag("UseTransparentHugePages", options.on("huge-pages", true)));
        // Or else classes that are loaded late cause a full collection.
        command.add("-XX:MetaspaceSize=256m");
        if (options.quick()) {
            // The starts of engines are most of it.
            command.add("-XX:TieredStopAtLevel=1");
        } else {
            // Or else the kernel clears the heap's pages while it is measured: on a machine that has just been started,
            // a
            // third of the CPU.
            command.add("-XX:+AlwaysPreTouch");
        }
        @Nullable String recording = options.text("jfr");
        if (recording != null) {
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
            command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
        }
        command.addAll(more);
        command.addAll(List.of("-cp", contender.classPath(benchmarks), OneRun.class.getName(), result.toString()));
        command.add(new ObjectMapper().writeValueAsString(settings));
        return command;
    }

    private static String flag(String name, boolean on) {
        return "-XX:" + (on ? "+" : "-") + name;
    }
}
