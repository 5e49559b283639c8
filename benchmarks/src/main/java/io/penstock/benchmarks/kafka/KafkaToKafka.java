package io.penstock.benchmarks.kafka;

import io.penstock.benchmarks.Machine;
import io.penstock.benchmarks.compare.Contender;
import io.penstock.servers.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Copies a topic to another by a job, on one engine after the other, exactly once and at least once in turn, with one broker
 * on the same machine; then measures, at a fixed rate, how long a record takes from its producer to a reader of what is
 * committed.
 *
 * <pre>
 *   [--engines penstock,flink] [--records 10000000] [--rounds 3] [--rate 20000] [--seconds 30] [--interval 1000]
 * </pre>
 *
 * <p>Each engine has a process of its own. The first two rounds of each mode warm up and do not count. Every copy is counted
 * by a plain consumer; exit status 1 if one was wrong or failed, or if records did not become visible.
 */
public final class KafkaToKafka {
    private static final int WARM_UP_ROUNDS = 2;
    private static final List<Boolean> MODES = List.of(false, true);

    private final KafkaOptions options;
    private final String servers;
    private final List<CopyFork> engines;
    private final Map<CopyFork, KafkaFigures> figures = new HashMap<>();
    private boolean right = true;

    private KafkaToKafka(KafkaOptions options, String servers, List<CopyFork> engines) {
        this.options = options;
        this.servers = servers;
        this.engines = engines;
    }

    public static void main(String[] arguments) throws Exception {
        KafkaOptions options = KafkaOptions.of(arguments);
        Path benchmarks = Path.of("benchmarks");
        Path directory = Files.createTempDirectory(Files.createDirectories(benchmarks.resolve("target")), "kafka-");
        List<CopyFork> engines = new ArrayList<>();
        boolean right;
        try (KafkaBroker broker = KafkaBroker.startedFast()) {
            try {
                for (Contender engine : options.engines()) {
                    engines.add(CopyFork.start(benchmarks, engine, directory));
                }
                KafkaToKafka measurement = new KafkaToKafka(options, broker.bootstrapServers(), engines);
                measurement.copy();
                measurement.watch(new KafkaReport(benchmarks.resolve("results"), Machine.here(), options));
                right = measurement.right;
            } finally {
                for (CopyFork engine : engines) {
                    engine.close();
                }
            }
        }
        System.exit(right ? 0 : 1);
    }

    /** Engines are the innermost loop, so that what slows the machine down for a while slows all of them down. */
    private void copy() throws Exception {
        Copies copies = new Copies(servers, options.records(), options.intervalMillis());
        copies.fill();
        for (int round = 1 - WARM_UP_ROUNDS; round <= options.rounds(); round++) {
            for (boolean exactlyOnce : MODES) {
                for (CopyFork engine : engines) {
                    Copies.Copy copy = copies.run(engine, exactlyOnce);
                    right &= copy.right();
                    System.out.printf(
                            Locale.ROOT,
                            "%s, %s %s: %s%n",
                            round <= 0 ? "warm-up" : "round " + round,
                            engine.engine(),
                            mode(exactlyOnce),
                            copy.right()
                                    ? String.format(
                                            Locale.ROOT,
                                            "%.3f M records/s, CPU of the process %.2f s/M, complete",
                                            copy.millionsPerSecond(),
                                            copy.cpuSecondsPerMillion())
                                    : "WRONG: " + copy.wrong());
                    if (round > 0 && copy.right()) {
                        figures(engine).add(exactlyOnce, copy);
                    }
                }
            }
        }
    }

    /** Measures latency; what is known of an engine is written before the next one. */
    private void watch(KafkaReport report) throws Exception {
        VisibleLatency latency =
                new VisibleLatency(servers, options.rate(), options.seconds(), options.intervalMillis());
        for (CopyFork engine : engines) {
            for (boolean exactlyOnce : MODES) {
                VisibleLatency.Millis millis = latency.run(engine, exactlyOnce);
                if (millis.missing() != 0) {
                    right = false;
                    System.out.printf(
                            "%s %s: WRONG: %d records were not visible in the end%n",
                            engine.engine(), mode(exactlyOnce), millis.missing());
                }
                figures(engine).visibleAfter(exactlyOnce, millis);
            }
            report.add(figures(engine));
        }
    }

    private KafkaFigures figures(CopyFork engine) {
        return figures.computeIfAbsent(engine, first -> new KafkaFigures(first.version()));
    }

    private static String mode(boolean exactlyOnce) {
        return exactlyOnce ? "exactly once" : "at least once";
    }
}
