package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.servers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // producers are closed, which sends all
class KafkaSourceTest {
    private static final KafkaBroker BROKER = KafkaBroker.shared();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(BROKER, "in", 1);
    }

    private KafkaSource<String> source() {
        return KafkaSource.strings(topic.servers, topic.name);
    }

    private KafkaSource<String> bounded() {
        return source().stopAt(Offsets.latest());
    }

    private KafkaSource<Integer> numbers() {
        return KafkaSource.of(topic.servers, record -> Integer.parseInt(String.valueOf(record.valueText())), topic.name)
                .stopAt(Offsets.latest());
    }

    private static <T> List<T> all(KafkaSource<T> source) throws Exception {
        try (Reading<T> reading = Reading.of(source)) {
            return reading.toTheEnd().values;
        }
    }

    /** Sends values in a transaction. */
    private void transaction(boolean commit, String... values) {
        try (Producer<String, String> producer = topic.producer(Map.of("transactional.id", "of " + topic.name))) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic.name, value));
            }
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    @Test
    void everyPositionGivesTheRestThatFollowsIt() throws Exception {
        topic.send(0, "a", "b", "c", "d", "e");
        KafkaSource<String> source = bounded();
        try (Reading<String> reading = Reading.of(source)) {
            for (int read = 1; read <= 4; read++) {
                reading.until(read);
                KafkaSplit position = reading.split();
                try (Reading<String> rest = new Reading<>(source, position)) {
                    assertThat(rest.toTheEnd().values)
                            .isEqualTo(List.of("a", "b", "c", "d", "e").subList(reading.values.size(), 5));
                }
            }
        }
    }

    @Test
    void transactionThatWasAbortedIsNotRead() throws Exception {
        transaction(true, "a");
        transaction(false, "not this");
        transaction(true, "b");

        assertThat(all(bounded())).containsExactly("a", "b");
    }

    @Test
    void boundedSourceEndsBehindTheMarkersOfTransactions() throws Exception {
        transaction(true, "a");
        transaction(false, "not this");

        assertThat(all(bounded())).containsExactly("a");
    }

    @Test
    void boundedSourceDoesNotReadWhatCameAfterItsStart() throws Exception {
        topic.send(0, "a", "b");
        KafkaSource<String> source = bounded();
        KafkaSplit split = source.splits().get(0);
        topic.send(0, "c");

        try (Reading<String> reading = new Reading<>(source, split)) {
            assertThat(reading.toTheEnd().values).containsExactly("a", "b");
            assertThat(reading.progress()).isEqualTo(1);
        }
    }

    @Test
    void emptyPartitionOfABoundedSourceIsFinishedAtOnce() throws Exception {
        assertThat(all(bounded())).isEmpty();
    }

    @Test
    void latestBeginsBehindWhatIsThere() throws Exception {
        topic.send(0, "a", "b");
        try (Reading<String> reading = Reading.of(source().startFrom(Offsets.latest()))) {
            topic.send(0, "c");

            assertThat(reading.until(1).values).containsExactly("c");
        }
    }

    @Test
    void timeBeginsAtTheFirstRecordOfThatTime() throws Exception {
        try (Producer<String, String> producer = topic.producer(Map.of())) {
            for (long time = 1_000; time <= 3_000; time += 1_000) {
                producer.send(new ProducerRecord<>(topic.name, 0, time, "key", "at " + time));
            }
        }

        assertThat(all(bounded().startFrom(Offsets.at(Instant.ofEpochMilli(1_500)))))
                .containsExactly("at 2000", "at 3000");
    }

    @Test
    void givenOffsetsBeginAndEndThere() throws Exception {
        topic.send(0, "a", "b", "c", "d");
        KafkaSource<String> source = source().startFrom(Offsets.of(Map.of(topic.name + "-0", 1L)))
                .stopAt(Offsets.of(Map.of(topic.name + "-0", 3L)));

        assertThat(all(source)).containsExactly("b", "c");
    }

    @Test
    void partitionThatIsFoundLaterIsReadFromItsFirstRecord() throws Exception {
        KafkaSource<String> source = source().startFrom(Offsets.latest());
        topic.growTo(2);
        topic.send(1, "a");
        KafkaSplit found = source.splits().get(1);

        KafkaSplit later = source.discovery().orElseThrow().foundLater(found);

        try (Reading<String> reading = new Reading<>(source, later)) {
            assertThat(reading.until(1).values).containsExactly("a");
        }
    }

    @Test
    void recordHasKeyHeadersTimeAndPlace() throws Exception {
        try (Producer<String, String> producer = topic.producer(Map.of())) {
            ProducerRecord<String, String> record = new ProducerRecord<>(topic.name, 0, 1_234L, "the key", "value");
            record.headers().add("kind", "test".getBytes(StandardCharsets.UTF_8));
            producer.send(record);
        }
        try (Reading<KafkaRecord> reading =
                Reading.of(KafkaSource.records(topic.servers, topic.name).stopAt(Offsets.latest()))) {
            KafkaRecord record = reading.toTheEnd().values.get(0);

            assertThat(record.keyText()).isEqualTo("the key");
            assertThat(record.header("kind"))
                    .isNotNull()
                    .extracting(KafkaHeader::text)
                    .isEqualTo("test");
            assertThat(reading.times).containsExactly(1_234L);
            assertThat(record).hasToString("topic " + topic.name + " partition 0 offset 0");
        }
    }

    @Test
    void recordsOfSeveralPartitionsDoNotMix() throws Exception {
        topic.growTo(2);
        topic.send(0, "a0", "a1");
        topic.send(1, "b0", "b1");
        KafkaSource<String> source = bounded();
        List<KafkaSplit> splits = source.splits();
        try (Reading<String> first = new Reading<>(source, splits.get(0));
                Reading<String> second = new Reading<>(source, splits.get(1))) {
            assertThat(second.toTheEnd().values).containsExactly("b0", "b1");
            assertThat(first.toTheEnd().values).containsExactly("a0", "a1");
        }
    }

    private void deleteBefore(long offset) throws Exception {
        try (Admin admin = topic.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic.name, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void recordsThatAreGoneFailTheSourceWithTheExactBounds() throws Exception {
        topic.send(0, "a", "b", "c", "d", "e");
        KafkaSource<String> source = bounded();
        KafkaSplit position = source.splits().get(0).at(1);
        deleteBefore(4);

        try (Reading<String> reading = new Reading<>(source, position)) {
            assertThatThrownBy(reading::toTheEnd)
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining("offsets 1 to 3 of " + topic.name + "-0 (3) are gone: Kafka has 4 to 4");
        }
    }

    @Test
    void recordsThatAreGoneArePassedOverByPolicy() throws Exception {
        topic.send(0, "a", "b", "c", "d", "e");
        KafkaSource<String> source = bounded().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT);
        KafkaSplit position = source.splits().get(0).at(1);
        deleteBefore(4);

        try (Reading<String> reading = new Reading<>(source, position)) {
            assertThat(reading.toTheEnd().values).containsExactly("e");
        }
    }

    private void makeTopicAgain() throws Exception {
        topic.delete();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            topic.create(1, Map.of());
            return true;
        });
    }

    @Test
    void topicThatWasMadeAgainIsReadFromItsBeginningOnceByPolicy() throws Exception {
        topic.send(0, "a", "b");
        KafkaSource<String> source = source().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT);
        KafkaSplit position = source.splits().get(0).at(1);
        makeTopicAgain();
        topic.send(0, "x", "y");
        try (Reading<String> reading = new Reading<>(source, position)) {
            assertThat(reading.until(2).values).containsExactly("x", "y");
            position = reading.split();
        }
        topic.send(0, "z");

        try (Reading<String> restarted = new Reading<>(source, position)) {
            assertThat(restarted.until(1).values).containsExactly("z");
        }
    }

    @Test
    void topicThatWasMadeAgainIsNoticed() throws Exception {
        topic.send(0, "a", "b");
        KafkaSource<String> source = source();
        KafkaSplit position = source.splits().get(0).at(1);
        makeTopicAgain();
        topic.send(0, "x", "y", "z");

        assertThatThrownBy(() -> new Reading<>(source, position))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("topic " + topic.name + " was deleted and made again");
    }

    @Test
    void poisonRecordFailsTheSourceWithItsPlace() throws Exception {
        topic.send(0, "1", "x", "3");
        try (Reading<Integer> reading = Reading.of(numbers())) {
            assertThatThrownBy(reading::toTheEnd)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageStartingWith("topic " + topic.name + " partition 0 offset 1 cannot be deserialized");
        }
    }

    @Test
    void poisonRecordIsSkippedByPolicy() throws Exception {
        topic.send(0, "1", "x", "3");
        try (Reading<Integer> reading = Reading.of(numbers().onError(ErrorPolicy.SKIP))) {
            assertThat(reading.toTheEnd().values).containsExactly(1, 3);
            assertThat(reading.skipped).isEqualTo(1);
        }
    }

    @Test
    void poisonRecordBecomesADeadLetterByPolicy() throws Exception {
        topic.send(0, "1", "x", "3");
        try (Reading<Integer> reading = Reading.of(numbers().onError(ErrorPolicy.DEAD_LETTER))) {
            assertThat(reading.toTheEnd().values).containsExactly(1, 3);
            assertThat(reading.letters).singleElement().satisfies(letter -> {
                assertThat(letter.coordinates()).isEqualTo("topic " + topic.name + " partition 0 offset 1");
                assertThat(letter.content()).isEqualTo("x");
            });
        }
    }

    @Test
    void offsetsOfACompleteCheckpointAreCommittedToTheGroup() throws Exception {
        topic.send(0, "a", "b", "c");
        String group = "watched " + topic.name;
        try (Reading<String> reading = Reading.of(source().group(group));
                Admin admin = topic.admin()) {
            reading.until(2);
            KafkaSplit position = reading.split();
            reading.source.checkpointCompleted(List.of(position));

            Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                reading.read(1);
                assertThat(admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                                .get(new TopicPartition(topic.name, 0)))
                        .isNotNull()
                        .satisfies(committed -> assertThat(committed.offset()).isEqualTo(position.offset()));
            });
        }
    }

    @Test
    void nothingAtHandIsIdle() throws Exception {
        try (Reading<String> reading = Reading.of(source())) {
            assertThat(reading.read(1)).isEqualTo(ReadStatus.IDLE);
        }
    }

    @Test
    void missingTopicIsRefusedWithHowToMakeIt() {
        KafkaSource<String> source = KafkaSource.strings(topic.servers, "missing");

        assertThatThrownBy(source::splits)
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("not all of the topics [missing] are there")
                .hasMessageContaining("kafka-topics --create");
    }
}
