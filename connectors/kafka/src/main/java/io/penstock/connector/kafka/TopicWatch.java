package io.penstock.connector.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka now and then which topics have the names that are read, and nobody waits for the answer. A consumer says
 * nothing of it: it goes on by name, at the same offset, in whatever topic has that name.
 *
 * <p>Not thread-safe: owned by a reader.
 */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final KafkaClient client;
    private final Admin admin;
    private final long intervalNanos;
    private final LongSupplier nanoClock;
    private long askedNanos;
    private Map<String, KafkaFuture<TopicDescription>> asked = Map.of();

    /**
     * @param request how long an answer may take
     * @param interval between questions
     */
    TopicWatch(KafkaClient client, Duration request, Duration interval, LongSupplier nanoClock) {
        this.client = client;
        this.admin = Asking.admin(client, request);
        this.intervalNanos = interval.toNanos();
        this.nanoClock = nanoClock;
        this.askedNanos = nanoClock.getAsLong();
    }

    /**
     * What has come since the last call: the id of each topic, or empty where Kafka says there is none. Only as the broker
     * that was asked has it, which may be a moment behind.
     *
     * @param topics to ask about, if it is time to
     */
    Map<String, Optional<String>> look(Supplier<Set<String>> topics) throws InterruptedException {
        long now = nanoClock.getAsLong();
        if (asked.isEmpty()) {
            if (now - askedNanos >= intervalNanos) {
                askedNanos = now;
                asked = admin.describeTopics(topics.get()).topicNameValues();
            }
            return Map.of();
        }
        if (!asked.values().stream().allMatch(KafkaFuture::isDone)) {
            return Map.of();
        }
        Map<String, Optional<String>> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : asked.entrySet()) {
            String topic = answer.getKey();
            try {
                ids.put(topic, Optional.of(answer.getValue().get().topicId().toString()));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    ids.put(topic, Optional.empty());
                } else {
                    LOG.warn(
                            "Kafka at {} did not say whether topic {} is still the same; it is asked again: {}",
                            client.servers(),
                            topic,
                            e.toString());
                }
            }
        }
        asked = Map.of();
        return ids;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
