package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.LedgerConflictException;
import io.penstock.connector.outbox.OutboxChunk;
import io.penstock.servers.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {
    private static final KafkaBroker BROKER = KafkaBroker.shared();

    private final String jobId = UUID.randomUUID().toString();

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(BROKER, "out", 1);
    }

    private KafkaSink<String> sink() {
        return KafkaSink.strings(topic.servers, topic.name);
    }

    private Lane<String> open(KafkaSink<String> sink, long generation) throws Exception {
        return Lane.open(sink, Lane.context(jobId, 0, generation));
    }

    private static Config settings(String changed) {
        return ConfigFactory.parseString(changed)
                .withFallback(ConfigFactory.load().getConfig("penstock.connector.kafka"));
    }

    @Test
    void nothingIsInTheTargetBeforeTheCommit() throws Exception {
        try (Lane<String> lane = open(sink(), 1)) {
            lane.prepare(1, "a", "b");

            assertThat(topic.records("read_uncommitted")).isEmpty();
        }
    }

    @Test
    void commitMakesAnEpochVisibleInOrder() throws Exception {
        try (Lane<String> lane = open(sink(), 1)) {
            lane.commit(lane.prepare(1, "a", "b", "c"));

            assertThat(topic.values()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void topicThatIsDeletedAfterItsTransactionHoldsUpNoOther() throws Exception {
        Topic deleted = Topic.create(BROKER, "deleted", 1);
        KafkaSink<String> byRecord = sink().topic(value -> value).settings(settings("request-timeout = 5s"));
        try (Lane<String> lane = open(byRecord, 1)) {
            lane.commit(lane.prepare(1, deleted.name));
            deleted.delete();

            lane.commit(lane.prepare(2, topic.name));

            assertThat(topic.values()).containsExactly(topic.name);
        }
    }

    @Test
    void sameCommitAgainChangesNothing() throws Exception {
        try (Lane<String> lane = open(sink(), 1)) {
            List<OutboxChunk> first = lane.prepare(1, "a");
            lane.commit(first);
            lane.commit(first);
            lane.commit(lane.prepare(2, "b"));

            assertThat(topic.values()).containsExactly("a", "b");
        }
    }

    @Test
    void nextProcessLeavesOutWhatTheLastOneHasCommitted() throws Exception {
        List<OutboxChunk> first;
        List<OutboxChunk> second;
        try (Lane<String> lane = open(sink(), 1)) {
            first = lane.prepare(1, "a");
            second = lane.prepare(2, "b");
            lane.commit(first);
        }
        try (Lane<String> next = open(sink(), 2)) {
            next.commit(
                    Lane.restored(Stream.concat(first.stream(), second.stream()).toList()));
        }

        assertThat(topic.values()).containsExactly("a", "b");
    }

    @Test
    void processThatGoesOnFromACopyOfTheJournalIsRefused() throws Exception {
        try (Lane<String> zombie = open(sink(), 1)) {
            List<OutboxChunk> first = zombie.prepare(1, "a");
            zombie.commit(first);
            try (Lane<String> successor = open(sink(), 2)) {
                successor.commit(Lane.restored(first));
                successor.commit(successor.prepare(2, "b of the successor"));

                List<OutboxChunk> second = zombie.prepare(2, "b of the zombie");
                assertThatThrownBy(() -> zombie.commit(second))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("has taken over transactional id penstock-" + jobId + "-sink-0");
                assertThatThrownBy(() -> zombie.commit(second)).isInstanceOf(LedgerConflictException.class);
                assertThatThrownBy(() -> open(sink(), 2)).isInstanceOf(LedgerConflictException.class);
                successor.commit(successor.prepare(3, "c"));
            }
        }

        assertThat(topic.values()).containsExactly("a", "b of the successor", "c");
    }

    @Test
    void processThatGoesOnFromACopyOfTheJournalIsRefusedThoughItHasNothingToCommit() throws Exception {
        try (Lane<String> successor = open(sink(), 1)) {
            successor.commit(successor.prepare(1, "a"));
            successor.commit(successor.prepare(2, "b"));
        }

        SinkContext fromOlderCopy = Lane.context(jobId, 0, 2, 1);

        assertThatThrownBy(() -> Lane.open(sink(), fromOlderCopy))
                .isInstanceOf(LedgerConflictException.class)
                .hasMessageContaining("the target has epoch 2 already")
                .hasMessageContaining("goes on from checkpoint 1");
    }

    @Test
    void epochThatIsTooLargeForOneTransactionIsGoneOnWithWhereItEnded() throws Exception {
        KafkaSink<String> sink = sink().settings(settings("sink { chunk-bytes = 100, transaction-bytes = 250 }"));
        List<String> values =
                IntStream.range(0, 100).mapToObj(i -> "value " + i).toList();
        List<OutboxChunk> chunks;
        try (Lane<String> lane = open(sink, 1)) {
            chunks = lane.prepare(1, values, 0);
            assertThat(chunks).hasSizeGreaterThan(5);
            lane.commit(chunks.subList(0, 4));
        }
        try (Lane<String> next = open(sink, 2)) {
            next.commit(Lane.restored(chunks));
        }

        assertThat(topic.values()).isEqualTo(values);
    }

    @Test
    void laneThatIsNoMoreIsCommittedByAnother() throws Exception {
        List<OutboxChunk> ofLaneOne;
        try (Lane<String> lane = Lane.open(sink(), Lane.context(jobId, 1, 1))) {
            lane.commit(lane.prepare(1, "a"));
            ofLaneOne = lane.prepare(2, "b");
        }
        try (Lane<String> zero = open(sink(), 2)) {
            zero.commit(Lane.restored(ofLaneOne));
            zero.commit(zero.prepare(3, "c"));
        }

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void ledgerThatHasLostEntriesIsRefused() throws Exception {
        List<OutboxChunk> second;
        try (Lane<String> lane = open(sink(), 1)) {
            lane.commit(lane.prepare(1, "a"));
            second = lane.prepare(2, "b");
        }
        try (Lane<String> next = open(sink().ledgerTopic("another-ledger"), 2)) {
            assertThatThrownBy(() -> next.commit(second))
                    .isInstanceOf(LedgerConflictException.class)
                    .hasMessageContaining("ledger topic another-ledger")
                    .hasMessageContaining("epoch 1 was applied, but the ledger says nothing");
        }
    }

    @Test
    void keyPartitionHeadersAndTimestampAreThoseOfTheRecord() throws Exception {
        topic.growTo(3);
        KafkaSink<String> sink = sink().keyText(value -> "key of " + value)
                .partition(value -> 2)
                .headers(value -> List.of(KafkaHeader.of("kind", "test"), new KafkaHeader("none", null)));
        try (Lane<String> lane = open(sink, 1)) {
            lane.commit(lane.prepare(1, List.of("a"), 1234));
        }

        ConsumerRecord<String, String> record = topic.committed().get(0);
        assertThat(record.key()).isEqualTo("key of a");
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.timestamp()).isEqualTo(1234);
        assertThat(record.headers().lastHeader("kind").value()).isEqualTo("test".getBytes(StandardCharsets.UTF_8));
        assertThat(record.headers().lastHeader("none").value()).isNull();
    }

    @Test
    void topicMayDependOnTheRecord() throws Exception {
        Topic other = Topic.create(BROKER, "other", 1);
        KafkaSink<String> sink = sink().topic(value -> value.startsWith("o") ? other.name : topic.name);
        try (Lane<String> lane = open(sink, 1)) {
            lane.commit(lane.prepare(1, "this", "other"));
        }

        assertThat(topic.values()).containsExactly("this");
        assertThat(other.values()).containsExactly("other");
    }

    record Order(String id, int amount) {}

    @Test
    void jsonIsWrittenAsJacksonDoes() throws Exception {
        KafkaSink<Order> sink = KafkaSink.json(topic.servers, topic.name, Order.class);
        try (Lane<Order> lane = Lane.open(sink, Lane.context(jobId, 0, 1))) {
            lane.commit(lane.prepare(1, new Order("x", 3)));
        }

        assertThat(topic.values()).containsExactly("{\"id\":\"x\",\"amount\":3}");
    }

    @Test
    void recordThatKafkaWouldRefuseFailsBeforeItIsPrepared() throws Exception {
        try (Lane<String> lane = open(sink(), 1)) {
            assertThatThrownBy(() -> lane.prepare(1, "x".repeat(2 << 20)))
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining("topic " + topic.name)
                    .hasMessageContaining("max.request.size");
        }
    }

    @Test
    void missingTopicIsRefusedWithHowToMakeIt() {
        KafkaSink<String> sink = KafkaSink.strings(BROKER.bootstrapServers(), "missing");

        assertThatThrownBy(() -> open(sink, 1))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("topic missing, which sink sink writes to")
                .hasMessageContaining("kafka-topics --create");
    }

    @Test
    void ledgerTopicThatForgetsIsRefused() throws Exception {
        Topic ledger = Topic.create(BROKER, "forgets", 1, Map.of("cleanup.policy", "delete"));

        assertThatThrownBy(() -> open(sink().ledgerTopic(ledger.name), 1))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("cleanup.policy=delete")
                .hasMessageContaining("must be compact");
    }

    @Test
    void atLeastOnceSendsAtOnceAndCommitsNothing() throws Exception {
        try (Lane<String> lane = open(sink().atLeastOnce(), 1)) {
            List<OutboxChunk> chunks = lane.prepare(1, "a", "b");

            assertThat(chunks).isEmpty();
            assertThat(topic.values()).containsExactly("a", "b");
        }
    }

    @Test
    void recordThatKafkaRefusesLaterFailsTheCheckpointInAtLeastOnceMode() throws Exception {
        Topic small = Topic.create(BROKER, "small", 1, Map.of("max.message.bytes", "1000"));
        KafkaSink<String> sink = KafkaSink.strings(small.servers, small.name).atLeastOnce();
        try (Lane<String> lane = open(sink, 1)) {
            assertThatThrownBy(() -> lane.prepare(1, "x".repeat(5_000)))
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining("Kafka did not take a record of sink sink");
        }
    }
}
