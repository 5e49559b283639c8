package io.penstock.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures a whole job, each run in a process of its own, and checks its result.
 *
 * <pre>
 *   w1 [--keys 1000,1000000] [--seconds 20] [--warm-up 10] [--parallelism 2] [--records N]
 *      [--gc parallel|g1] [--heap 2g] [--huge-pages on|off]
 *      [--cond-card-mark off|on] [--rounds 1] [--engine penstock] [--jfr FILE] [--results DIRECTORY]
 * </pre>
 *
 * <p>Exit status 1 if a result was wrong.
 */
public final class WholeJob {
    private static final List<String> OPTIONS = List.of(
            "keys",
            "seconds",
            "warm-up",
            "parallelism",
            "records",
            "gc",
            "heap",
            "huge-pages",
            "cond-card-mark",
            "rounds",
            "engine",
            "jfr",
            "results");

    private final Map<String, String> options;

    private WholeJob(Map<String, String> options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments.length % 2 == 0) {
            throw new IllegalArgumentException("expected a workload and then pairs of --option value");
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String option = arguments[i].substring(Math.min(2, arguments[i].length()));
            if (!arguments[i].startsWith("--") || !OPTIONS.contains(option)) {
                throw new IllegalArgumentException(
                        "unknown option " + arguments[i] + ", there are --" + String.join(", --", OPTIONS));
            }
            options.put(option, arguments[i + 1]);
        }
        System.exit(new WholeJob(options).measure(arguments[0]) ? 0 : 1);
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private boolean measure(String workload) throws Exception {
        String gc = option("gc", "parallel");
        Machine machine = Machine.here();
        Report report = new Report(Path.of(option("results", "benchmarks/results")), workload, machine);
        boolean right = true;
        for (String keys : option("keys", "1000,1000000").split(",", -1)) {
            long records = Long.parseLong(option("records", "0"));
            RunSettings settings = new RunSettings(
                    workload,
                    option("engine", "penstock"),
                    Integer.parseInt(keys),
                    Integer.parseInt(option("parallelism", "2")),
                    Duration.ofSeconds(records > 0 ? 0 : Long.parseLong(option("warm-up", "10"))),
                    Duration.ofSeconds(Long.parseLong(option("seconds", "20"))),
                    records);
            OneRun.workload(settings);
            List<Outcome> outcomes = new ArrayList<>();
            for (int round = 0; round < Integer.parseInt(option("rounds", "1")); round++) {
                Outcome outcome = fork(settings, gc);
                right &= outcome.wrong().isEmpty();
                System.out.println(Report.line(settings, gc, outcome));
                outcome.wrong().forEach(difference -> System.out.println("  WRONG: " + difference));
                outcomes.add(outcome);
            }
            outcomes.sort(Comparator.comparingDouble(Outcome::millionsPerSecond));
            report.add(settings, gc, outcomes);
        }
        report.write();
        return right;
    }

    private Outcome fork(RunSettings settings, String gc) throws Exception {
        Path directory = Files.createDirectories(Path.of("benchmarks/target/whole-job"));
        Path result = Files.createTempFile(directory, "outcome", ".json");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the launcher gave this process and the engine's journal needs.
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--add-") || flag.startsWith("-Dchronicle.")) {
                command.add(flag);
            }
        }
        String heap = option("heap", "2g");
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, collector(gc)));
        // Two cores may fight for the collector's cards of neighbouring batches.
        command.add("-XX:" + (option("cond-card-mark", "off").equals("on") ? "+" : "-") + "UseCondCardMark");
        // A table of a million keys is spread over more small pages than the processor remembers addresses of.
        command.add("-XX:" + (option("huge-pages", "on").equals("on") ? "+" : "-") + "UseTransparentHugePages");
        @Nullable String recording = options.get("jfr");
        if (recording != null) {
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
            command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), OneRun.class.getName(), result.toString()));
        command.addAll(settings.toArguments());
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (Files.size(result) == 0) {
                throw new IllegalStateException("a run of " + settings + " ended with status " + status);
            }
            return new ObjectMapper().readValue(result.toFile(), Outcome.class);
        } finally {
            Files.deleteIfExists(result);
        }
    }

    private static String collector(String gc) {
        return switch (gc) {
            case "parallel" -> "-XX:+UseParallelGC";
            case "g1" -> "-XX:+UseG1GC";
            default -> throw new IllegalArgumentException("--gc is " + gc + ", expected parallel or g1");
        };
    }
}
