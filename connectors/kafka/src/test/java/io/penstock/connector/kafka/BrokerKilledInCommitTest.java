package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.connector.outbox.OutboxChunk;
import io.penstock.servers.KafkaBroker;
import io.penstock.servers.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A commit whose broker is killed while it is under way, so that nobody knows its result. {@code
 * -Dpenstock.kafka.commit.away=SECONDS} says for how long it is gone.
 */
class BrokerKilledInCommitTest {
    private static final int KILLS = Integer.max(1, Integer.getInteger("penstock.kafka.kills", 4) / 4);
    private static final Duration AWAY = Duration.ofSeconds(Long.getLong("penstock.kafka.commit.away", 0));
    private static final Logger LOG = LoggerFactory.getLogger(BrokerKilledInCommitTest.class);
    private static final int RECORDS = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Config SETTINGS = ConfigFactory.parseString(
                    "request-timeout = 5s, sink { transaction-timeout = 6s, chunk-bytes = 64KiB, transaction-bytes = 256KiB }")
            .withFallback(ConfigFactory.load().getConfig("penstock.connector.kafka"));

    private final SplittableRandom random = new SplittableRandom(Long.getLong("penstock.kafka.seed", 1));

    @Test
    void recordsOfTheCommitAreThereOnceAfterItWasRepeated() throws Exception {
        try (KafkaBroker broker = KafkaBroker.started(Map.of())) {
            Topic topic = Topic.create(broker, "out", 2);
            KafkaSink<String> sink =
                    KafkaSink.strings(topic.servers, topic.name).settings(SETTINGS);
            List<String> expected = new ArrayList<>();
            try (Lane<String> lane = Lane.open(sink, Lane.context("id", 0, 1))) {
                for (int epoch = 1; epoch <= KILLS; epoch++) {
                    int number = epoch;
                    List<String> values = IntStream.range(0, RECORDS)
                            .mapToObj(i -> "epoch " + number + " value " + i)
                            .toList();
                    expected.addAll(values);
                    List<OutboxChunk> chunks = lane.prepare(epoch, values, 0);
                    CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commitOnce(lane, chunks));
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(20, 600)).toNanos());
                    broker.kill();
                    LockSupport.parkNanos(AWAY.toNanos());
                    broker.start();
                    Awaitility.await().atMost(LIMIT).until(commit::isDone);

                    Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
                        lane.commit(chunks);
                        return true;
                    });
                }
            }

            assertThat(Outcome.of(expected, topic.values())).matches(Outcome::isExact);
        }
    }

    private static void commitOnce(Lane<String> lane, List<OutboxChunk> chunks) {
        try {
            lane.commit(chunks);
        } catch (Exception e) {
            // Its result is not known: that is what is tested.
            LOG.info("The commit said: {}", e.toString());
        }
    }
}
