package io.penstock.connector.kafka;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The part of {@code penstock.connector.kafka} that is about sinks; see reference.conf.
 *
 * @param producer Kafka's own properties
 */
record KafkaSinkSettings(
        String ledgerTopic,
        short ledgerReplication,
        int chunkBytes,
        long maxEpochBytes,
        long transactionBytes,
        Timeouts timeouts,
        Map<String, String> producer) {
    static final String PATH = "penstock.connector.kafka";

    /**
     * How long things may take.
     *
     * @param request anything that Kafka is asked
     * @param transaction how long the broker keeps one open
     * @param open how long a sink that starts waits for Kafka
     */
    record Timeouts(Duration request, Duration transaction, Duration open) {
        Timeouts {
            if (transaction.compareTo(request) <= 0) {
                throw new IllegalArgumentException(PATH + ".sink.transaction-timeout must be more than " + PATH
                        + ".request-timeout, but they are " + transaction + " and " + request);
            }
        }
    }

    KafkaSinkSettings {
        producer = Map.copyOf(producer);
        if (transactionBytes < chunkBytes) {
            throw new IllegalArgumentException(
                    PATH + ".sink.transaction-bytes must be at least chunk-bytes, but they are " + transactionBytes
                            + " and " + chunkBytes);
        }
    }

    static Configured<KafkaSinkSettings> configured() {
        return Configured.at(PATH, KafkaSinkSettings::of);
    }

    /** @param kafka what stands under {@code penstock.connector.kafka} */
    static KafkaSinkSettings of(Config kafka) {
        Config sink = kafka.getConfig("sink");
        return new KafkaSinkSettings(
                sink.getString("ledger-topic"),
                (short) sink.getInt("ledger-replication"),
                (int) Math.min(Integer.MAX_VALUE, sink.getBytes("chunk-bytes")),
                sink.getBytes("max-epoch-bytes"),
                sink.getBytes("transaction-bytes"),
                new Timeouts(
                        kafka.getDuration("request-timeout"),
                        sink.getDuration("transaction-timeout"),
                        sink.getDuration("open-timeout")),
                properties(sink.getConfig("producer")));
    }

    /** Names with dots are paths in HOCON; here they are names again. */
    static Map<String, String> properties(Config config) {
        Map<String, String> properties = new LinkedHashMap<>();
        config.entrySet()
                .forEach(entry -> properties.put(
                        entry.getKey().replace("\"", ""),
                        String.valueOf(entry.getValue().unwrapped())));
        return properties;
    }

    KafkaSinkSettings withLedgerTopic(String topic) {
        return new KafkaSinkSettings(
                topic, ledgerReplication, chunkBytes, maxEpochBytes, transactionBytes, timeouts, producer);
    }
}
