package io.penstock.benchmarks.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.benchmarks.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Keeps results: a JSON file for each run, and a line of a Markdown table for each benchmark and its parameters. */
final class JournalReport {
    private static final String HEAD = """
            # Journals

            One line for each benchmark and its parameters; lines of one date are of one run. "Each" is the time of one
            event (of one opening, for OpeningBenchmark), CPU is that of the whole process; a PostgreSQL server has
            processes of its own, whose CPU is not in it. LargeEventBenchmark's events are of 1 MiB.

            | date | commit | benchmark | parameters | events/s | each µs | CPU µs each | load | machine |
            |---|---|---|---|---|---|---|---|---|
            """;

    private final Machine machine;
    private final String postgreSql;
    private final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder table = new StringBuilder("""
            | benchmark | parameters | events/s | each µs | CPU µs each |
            |---|---|---|---|---|
            """);

    JournalReport(Machine machine, String postgreSql) {
        this.machine = machine;
        this.postgreSql = postgreSql;
    }

    void add(RunResult result) {
        BenchmarkParams asked = result.getParams();
        String name = asked.getBenchmark();
        String benchmark = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1, name.lastIndexOf('.'));
        Map<String, String> parameters = new LinkedHashMap<>();
        asked.getParamsKeys().forEach(key -> parameters.put(key, asked.getParam(key)));
        double events = total(result, "events");
        double wallMicros = total(result, "wallNanos") / events / 1e3;
        double cpuMicros = total(result, "cpuNanos") / events / 1e3;
        String row = String.format(
                Locale.ROOT,
                "%s | %s | %,.1f | %,.1f | %,.1f |",
                benchmark,
                String.join(" ", parameters.values()),
                1e6 / wallMicros,
                wallMicros,
                cpuMicros);
        table.append("| ").append(row).append('\n');
        lines.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s %.1f | %d x %s, %s, Pekko %s, PostgreSQL %s |%n",
                machine.date(),
                machine.commit(),
                row,
                load,
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                machine.pekko(),
                postgreSql));
        Result<?> primary = result.getPrimaryResult();
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("benchmark", benchmark);
        kept.put("parameters", parameters);
        kept.put("eventsPerSecond", 1e6 / wallMicros);
        kept.put("microsEach", wallMicros);
        kept.put("cpuMicrosEach", cpuMicros);
        kept.put("events", events);
        kept.put("score", primary.getScore());
        kept.put("scoreError", Double.isNaN(primary.getScoreError()) ? "unknown" : primary.getScoreError());
        kept.put("scoreUnit", primary.getScoreUnit());
        kept.put("samples", primary.getSampleCount());
        rows.add(kept);
    }

    private static double total(RunResult result, String counter) {
        Result<?> found = result.getSecondaryResults().get(counter);
        if (found == null) {
            throw new IllegalStateException(result.getParams().getBenchmark() + " has no counter " + counter);
        }
        return found.getScore();
    }

    /** What was added, for a terminal. */
    String table() {
        return table.toString();
    }

    void write(Path directory, String part) throws IOException {
        Files.createDirectories(directory);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("postgreSql", postgreSql);
        all.put("load", load);
        all.put("results", rows);
        Path file = directory.resolve("journal-" + part + "-" + machine.date().replace(":", "") + ".json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        Path kept = directory.resolve("journals.md");
        if (!Files.exists(kept)) {
            Files.writeString(kept, HEAD, StandardCharsets.UTF_8);
        }
        Files.writeString(kept, lines, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
}
