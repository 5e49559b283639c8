package io.penstock.connector.kafka;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import io.penstock.connector.ErrorPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a source reads.
 *
 * @param start where it begins
 * @param stop where it ends, or empty for never
 * @param group whose offsets are committed, for those who watch the lag; empty for {@code penstock-<job>-<source>}
 * @param limits from {@code penstock.connector.kafka}; see reference.conf
 */
record KafkaSourceSettings(
        Offsets start,
        Optional<Offsets> stop,
        OutOfRange onOutOfRange,
        ErrorPolicy onError,
        Optional<String> group,
        Limits limits) {

    /**
     * What the application's configuration says.
     *
     * @param request how long anything that Kafka is asked may take
     * @param discovery how often new partitions are looked for
     * @param poll how long a reader waits for records where none are at hand
     * @param maxPartitions of all topics of a source
     * @param ledgerTopic of exactly-once sinks, which no pattern matches
     * @param consumer Kafka's own properties
     */
    record Limits(
            Duration request,
            Duration discovery,
            Duration poll,
            int maxPartitions,
            String ledgerTopic,
            Map<String, String> consumer) {
        Limits {
            consumer = Map.copyOf(consumer);
            if (maxPartitions < 1) {
                throw new IllegalArgumentException(
                        "penstock.connector.kafka.source.max-partitions must be 1 or more, not " + maxPartitions);
            }
            if (discovery.isNegative() || discovery.isZero()) {
                throw new IllegalArgumentException(
                        "penstock.connector.kafka.source.discovery-interval must be more than 0, not " + discovery);
            }
        }

        static Limits of(Config kafka) {
            Config source = kafka.getConfig("source");
            return new Limits(
                    kafka.getDuration("request-timeout"),
                    source.getDuration("discovery-interval"),
                    source.getDuration("poll"),
                    source.getInt("max-partitions"),
                    kafka.getString("sink.ledger-topic"),
                    KafkaSinkSettings.properties(source.getConfig("consumer")));
        }
    }

    KafkaSourceSettings {
        if (stop.isPresent() && stop.get() instanceof Offsets.Earliest) {
            throw new IllegalArgumentException("a source that stops at the earliest offset reads nothing:"
                    + " expected latest(), at(time) or of(offsets)");
        }
    }

    static Configured<KafkaSourceSettings> configured() {
        return Configured.at(
                KafkaSinkSettings.PATH,
                kafka -> new KafkaSourceSettings(
                        Offsets.earliest(),
                        Optional.empty(),
                        OutOfRange.FAIL,
                        ErrorPolicy.FAIL,
                        Optional.empty(),
                        Limits.of(kafka)));
    }

    KafkaSourceSettings withStart(Offsets changed) {
        return new KafkaSourceSettings(changed, stop, onOutOfRange, onError, group, limits);
    }

    KafkaSourceSettings withStop(Offsets changed) {
        return new KafkaSourceSettings(start, Optional.of(changed), onOutOfRange, onError, group, limits);
    }

    KafkaSourceSettings withOnOutOfRange(OutOfRange changed) {
        return new KafkaSourceSettings(start, stop, changed, onError, group, limits);
    }

    KafkaSourceSettings withOnError(ErrorPolicy changed) {
        return new KafkaSourceSettings(start, stop, onOutOfRange, changed, group, limits);
    }

    KafkaSourceSettings withGroup(String changed) {
        return new KafkaSourceSettings(start, stop, onOutOfRange, onError, Optional.of(changed), limits);
    }
}
