package io.penstock.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keeps outcomes: a JSON file for each series, and a line of a Markdown table for each configuration in it. */
final class Report {
    private static final String HEAD = """
            # Whole jobs

            One line for each configuration of a series: the median of its rounds. M/s is millions of records a second at
            the source; CPU is seconds of the whole process per million records; a checkpoint's duration is from trigger
            to completion, its bytes are what its snapshots wrote. "Plain" is the same work in a loop on one thread.

            | date | commit | workload | engine | keys | parallelism | collector | rounds | M/s (best) | CPU s/M | checkpoints | median / max ms | median / max KiB | plain M/s | load | machine |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Path directory;
    private final String workload;
    private final Machine machine;
    private final List<Object> series = new ArrayList<>();
    private final StringBuilder table = new StringBuilder();

    Report(Path directory, String workload, Machine machine) {
        this.directory = directory;
        this.workload = workload;
        this.machine = machine;
    }

    /** Adds the outcomes of one configuration, the slowest first. */
    void add(RunSettings settings, String gc, List<Outcome> outcomes) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("settings", settings.toArguments());
        entry.put("collector", gc);
        entry.put("outcomes", outcomes);
        series.add(entry);
        Outcome median = outcomes.get(outcomes.size() / 2);
        Outcome best = outcomes.get(outcomes.size() - 1);
        Outcome.Checkpoints checkpoints = median.checkpoints();
        table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %,d | %d | %s | %d | %.2f (%.2f) | %.4f | %d | %d / %d | %d / %d | %.1f | %.1f |"
                        + " %d x %s, %s, Pekko %s |%n",
                machine.date(),
                machine.commit(),
                settings.workload(),
                settings.engine(),
                settings.keys(),
                settings.parallelism(),
                gc,
                outcomes.size(),
                median.millionsPerSecond(),
                best.millionsPerSecond(),
                median.cpuSecondsPerMillion(),
                checkpoints.count(),
                checkpoints.medianMillis(),
                checkpoints.greatestMillis(),
                checkpoints.medianBytes() >> 10,
                checkpoints.greatestBytes() >> 10,
                median.plainRecordsPerSecond() / 1e6,
                median.load(),
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                machine.pekko()));
    }

    void write() throws IOException {
        Files.createDirectories(directory);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("series", series);
        String name = workload + "-" + machine.date().replace(":", "") + ".json";
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve(name).toFile(), all);
        Path lines = directory.resolve("whole-jobs.md");
        if (!Files.exists(lines)) {
            Files.writeString(lines, HEAD, StandardCharsets.UTF_8);
        }
        Files.writeString(lines, table, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    /** What a run says on the terminal. */
    static String line(RunSettings settings, String gc, Outcome outcome) {
        Outcome.Checkpoints checkpoints = outcome.checkpoints();
        return String.format(
                Locale.ROOT,
                "%s %s keys %,d parallelism %d %s: %.2f M records/s, %.4f CPU s/M, %.2f cores; %d checkpoints, median"
                        + " %d ms %d KiB, max %d ms %d KiB; plain loop %.1f M/s; load %.1f; result %s",
                settings.workload(),
                settings.engine(),
                settings.keys(),
                settings.parallelism(),
                gc,
                outcome.millionsPerSecond(),
                outcome.cpuSecondsPerMillion(),
                outcome.cpuSeconds() / outcome.seconds(),
                checkpoints.count(),
                checkpoints.medianMillis(),
                checkpoints.medianBytes() >> 10,
                checkpoints.greatestMillis(),
                checkpoints.greatestBytes() >> 10,
                outcome.plainRecordsPerSecond() / 1e6,
                outcome.load(),
                outcome.wrong().isEmpty() ? "exact" : "WRONG");
    }
}
