package io.penstock.benchmarks.pause;

import io.penstock.benchmarks.Machine;
import io.penstock.workloads.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How long a barrier stops a keyed task, and what a checkpoint writes, against the number of keys and of those touched.
 *
 * <pre>
 *   [--seconds 12] [--warm-up 5] [--rounds 1]
 * </pre>
 *
 * <p>Goals: at most 5 ms at 5 million keys; bytes as the keys touched. Exit status 1 if a result is wrong.
 */
public final class Pause {
    private static final List<PauseRun> RUNS = List.of(
            new PauseRun(1_000, 10_000),
            new PauseRun(1_000_000, 10_000),
            new PauseRun(5_000_000, 10_000),
            new PauseRun(1_000_000, 100_000),
            new PauseRun(5_000_000, 100_000),
            new PauseRun(5_000_000, 500_000));
    private static final int MILLIS = 1_000;
    private static final double NANOS_A_MILLI = 1e6;
    private static final String HEAD = """
            # How long a barrier stops a keyed task

            W6: a count per key on two tasks, so many keys touched each second, a checkpoint to disk each second. Milliseconds
            in which one task did nothing but: take the last barrier of a checkpoint, freeze its state and write the first slice
            (the records that waited behind the barriers are in it); write another slice; and, to compare, handle any other
            message, which is records. Collections and what else takes the processor are in all of them. Bytes are those of a
            checkpoint of all tasks, the median by the number of keys touched since the one before. Goal: a barrier at most
            5 ms at 5 million keys.

            | date | commit | keys | touched | barriers | barrier ms, p50 / p99 / max | slices | slice ms, p50 / p99 / max | records ms, p99 / max | checkpoint ms, median / max | KiB, median / max | bytes a key touched | result | machine |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private Pause() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Long> options = options(arguments);
        Machine machine = Machine.here();
        Path file = Files.createDirectories(Path.of("benchmarks/results")).resolve("pause.md");
        if (!Files.exists(file)) {
            Files.writeString(file, HEAD, StandardCharsets.UTF_8);
        }
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("benchmarks/target")), "pause-");
        boolean right = true;
        for (long round = 0; round < options.getOrDefault("rounds", 1L); round++) {
            for (PauseRun run : RUNS) {
                Path own = directory.resolve(run.keys() + "-" + run.rate() + "-" + round);
                PauseRun.Result result = run.run(
                        MILLIS * options.getOrDefault("warm-up", 5L),
                        MILLIS * options.getOrDefault("seconds", 12L),
                        own);
                delete(own);
                result.outcome().wrong().forEach(difference -> System.out.println("WRONG: " + difference));
                right &= result.outcome().wrong().isEmpty();
                String line = line(machine, run, result);
                System.out.print(line);
                Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            }
        }
        System.exit(right ? 0 : 1);
    }

    /** A journal of five million keys is too much to leave behind. */
    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static Map<String, Long> options(String[] arguments) {
        List<String> known = List.of("--seconds", "--warm-up", "--rounds");
        Map<String, Long> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("expected pairs of an option and a number, options are " + known);
            }
            options.put(arguments[i].substring(2), Long.parseLong(arguments[i + 1]));
        }
        return options;
    }

    private static String line(Machine machine, PauseRun run, PauseRun.Result result) throws IOException {
        Outcome.Checkpoints checkpoints = result.outcome().checkpoints();
        Pauses.Taken pauses = result.pauses();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %d | %s | %d | %s | %.2f / %.2f | %d / %d | %,d / %,d | %.1f | %s | %d x %s, %s |%n",
                machine.date(),
                machine.commit(),
                run.keys(),
                run.touched(),
                pauses.barriers().getTotalCount(),
                spread(pauses.barriers()),
                pauses.slices().getTotalCount(),
                spread(pauses.slices()),
                millis(pauses.records().getValueAtPercentile(99)),
                millis(pauses.records().getMaxValue()),
                checkpoints.medianMillis(),
                checkpoints.greatestMillis(),
                checkpoints.medianBytes() >> 10,
                checkpoints.greatestBytes() >> 10,
                (double) checkpoints.medianBytes() / run.touched(),
                result.outcome().wrong().isEmpty() ? "exact" : "WRONG",
                machine.cores(),
                machine.cpu(),
                machine.jdk());
    }

    private static String spread(Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f",
                millis(nanos.getValueAtPercentile(50)),
                millis(nanos.getValueAtPercentile(99)),
                millis(nanos.getMaxValue()));
    }

    private static double millis(long nanos) {
        return nanos / NANOS_A_MILLI;
    }
}
