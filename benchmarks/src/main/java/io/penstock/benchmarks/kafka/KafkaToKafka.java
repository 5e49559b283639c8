package io.penstock.benchmarks.kafka;

import io.penstock.benchmarks.Machine;
import io.penstock.servers.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Copies a topic to another by a job, exactly once and at least once in turn, with one broker on the same machine; then
 * measures, at a fixed rate, how long a record takes from its producer to a reader of what is committed.
 *
 * <pre>
 *   [--records 10000000] [--rounds 3] [--rate 20000] [--seconds 30] [--interval 1000]
 * </pre>
 *
 * <p>The first two rounds of each mode warm up and do not count. Every copy is counted by a plain consumer; exit status 1 if
 * one was wrong.
 */
public final class KafkaToKafka {
    private static final String HEAD = """
            # Kafka to Kafka

            One line for each run. Copies: millions of records of 100 bytes a second from the start of the job to the end of
            its last commit, median of the rounds; the journal is forced to disk. Latency: from the producer to a reader with
            read_committed, at a fixed rate.

            | date | commit | at least once M/s | exactly once M/s | ratio | interval ms | rate | at least once p50 / p99 / max ms | exactly once p50 / p99 / max ms | machine |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private static final int WARM_UP_ROUNDS = 2;

    private KafkaToKafka() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Long> options = options(arguments);
        long records = options.getOrDefault("records", 10_000_000L);
        long rounds = options.getOrDefault("rounds", 3L);
        long rate = options.getOrDefault("rate", 20_000L);
        long seconds = options.getOrDefault("seconds", 30L);
        long interval = options.getOrDefault("interval", 1_000L);
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("benchmarks/target")), "kafka-");
        boolean right = true;
        try (KafkaBroker broker = KafkaBroker.startedFast()) {
            Copies copies = new Copies(broker.bootstrapServers(), directory, records, interval);
            copies.fill();
            List<Double> atLeastRates = new ArrayList<>();
            List<Double> exactlyRates = new ArrayList<>();
            for (long round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
                for (boolean exactlyOnce : List.of(false, true)) {
                    Copies.Copy copy = copies.run(exactlyOnce);
                    right &= copy.right();
                    System.out.printf(
                            Locale.ROOT,
                            "%s %s: %.3f M records/s, CPU of the job %.2f s/M, %s%n",
                            round <= 0 ? "warm-up" : "round " + round,
                            mode(exactlyOnce),
                            copy.millionsPerSecond(),
                            copy.cpuSecondsPerMillion(),
                            copy.right() ? "complete" : "WRONG: " + copy.found() + " records came out");
                    if (round > 0) {
                        (exactlyOnce ? exactlyRates : atLeastRates).add(copy.millionsPerSecond());
                    }
                }
            }
            VisibleLatency latency = new VisibleLatency(broker.bootstrapServers(), directory, rate, seconds, interval);
            VisibleLatency.Millis atLeast = latency.run(false);
            VisibleLatency.Millis exactly = latency.run(true);
            report(median(atLeastRates), median(exactlyRates), interval, rate, atLeast, exactly);
        }
        System.exit(right ? 0 : 1);
    }

    static String mode(boolean exactlyOnce) {
        return exactlyOnce ? "exactly once" : "at least once";
    }

    private static Map<String, Long> options(String[] arguments) {
        List<String> known = List.of("--records", "--rounds", "--rate", "--seconds", "--interval");
        Map<String, Long> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("expected pairs of an option and a number, options are " + known);
            }
            options.put(arguments[i].substring(2), Long.parseLong(arguments[i + 1]));
        }
        return options;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private static void report(
            double atLeastRate,
            double exactlyRate,
            long interval,
            long rate,
            VisibleLatency.Millis atLeast,
            VisibleLatency.Millis exactly)
            throws IOException, InterruptedException {
        Machine machine = Machine.here();
        System.out.printf(
                Locale.ROOT,
                "exactly once %.3f M/s is %.0f %% of at least once %.3f M/s (goal: 80 %%)%n"
                        + "visible after, at %d records/s with a checkpoint every %d ms: at least once p50 %d p99 %d max %d ms,"
                        + " exactly once p50 %d p99 %d max %d ms (goal: p99 at most %d ms)%n",
                exactlyRate,
                100 * exactlyRate / atLeastRate,
                atLeastRate,
                rate,
                interval,
                atLeast.p50(),
                atLeast.p99(),
                atLeast.max(),
                exactly.p50(),
                exactly.p99(),
                exactly.max(),
                interval + 200);
        Path file = Files.createDirectories(Path.of("benchmarks/results")).resolve("kafka.md");
        if (!Files.exists(file)) {
            Files.writeString(file, HEAD, StandardCharsets.UTF_8);
        }
        String line = String.format(
                Locale.ROOT,
                "| %s | %s | %.3f | %.3f | %.2f | %d | %d | %d / %d / %d | %d / %d / %d | %d x %s, %s |%n",
                machine.date(),
                machine.commit(),
                atLeastRate,
                exactlyRate,
                exactlyRate / atLeastRate,
                interval,
                rate,
                atLeast.p50(),
                atLeast.p99(),
                atLeast.max(),
                exactly.p50(),
                exactly.p99(),
                exactly.max(),
                machine.cores(),
                machine.cpu(),
                machine.jdk());
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
}
