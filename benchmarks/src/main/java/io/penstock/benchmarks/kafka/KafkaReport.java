package io.penstock.benchmarks.kafka;

import io.penstock.benchmarks.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps what was measured: a line for each run and engine. The lines of one run have one date. */
final class KafkaReport {
    private static final String HEAD = """
            # Kafka to Kafka, compared

            One line for each run and engine; those of one run have the same date. Copies: millions of records of 100 bytes a
            second from the start of the engine to the end of its last commit, and CPU seconds of the engine's process for a
            million records; medians of the rounds. Latency: from the producer to a reader with read_committed, at a fixed rate.
            What is fair, and what is not, is in [README.md](../README.md). Lines from before there was a comparison are in
            [kafka.md](kafka.md).

            | date | commit | engine | at least once M/s | CPU s/M | exactly once M/s | CPU s/M | ratio | interval ms | rate | at least once p50 / p99 / max ms | exactly once p50 / p99 / max ms | machine |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final Path results;
    private final Machine machine;
    private final KafkaOptions options;

    KafkaReport(Path results, Machine machine, KafkaOptions options) {
        this.results = results;
        this.machine = machine;
        this.options = options;
    }

    /** Prints and writes what is known of an engine. */
    void add(KafkaFigures figures) throws IOException {
        System.out.println(figures.summary(options));
        Path file = Files.createDirectories(results).resolve("kafka-compared.md");
        if (!Files.exists(file)) {
            Files.writeString(file, HEAD, StandardCharsets.UTF_8);
        }
        String line = String.format(
                "| %s | %s | %s | %d x %s, %s |%n",
                machine.date(),
                machine.commit(),
                figures.columns(options),
                machine.cores(),
                machine.cpu(),
                machine.jdk());
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
}
