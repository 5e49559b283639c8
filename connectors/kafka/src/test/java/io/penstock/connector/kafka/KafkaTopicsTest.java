package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitChangedException;
import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Topics that are found by a pattern, come up and go away. */
class KafkaTopicsTest {
    private static final KafkaBroker BROKER = KafkaBroker.shared();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private String prefix;

    @BeforeEach
    void choosePrefix() {
        prefix = "family" + NUMBERS.incrementAndGet() + "-";
    }

    private Topic create(String name) throws Exception {
        Topic topic = Topic.named(BROKER.bootstrapServers(), prefix + name);
        topic.create(1, Map.of());
        // Made once the controller has it, listed a moment later.
        Awaitility.await().atMost(LIMIT).until(() -> source().splits().stream()
                .anyMatch(split -> split.topic().equals(topic.name)));
        return topic;
    }

    private KafkaSource<String> source() {
        return KafkaSource.strings(BROKER.bootstrapServers(), Pattern.compile(prefix + ".*"));
    }

    private static Config settings(String text) {
        return ConfigFactory.parseString(text).withFallback(ConfigFactory.load().getConfig("penstock.connector.kafka"));
    }

    private KafkaSource<String> quick() {
        return source().settings(settings("source { discovery-interval = 100ms, poll = 10ms }"));
    }

    private static List<String> topics(KafkaSource<String> source) throws Exception {
        return source.splits().stream().map(KafkaSplit::topic).toList();
    }

    @Test
    void allTopicsWhoseWholeNameMatchesAreRead() throws Exception {
        create("a");
        create("b");
        Topic.named(BROKER.bootstrapServers(), "not-" + prefix + "c").create(1, Map.of());

        assertThat(topics(source())).containsExactly(prefix + "a", prefix + "b");
    }

    @Test
    void topicThatComesUpIsReadFromItsFirstRecord() throws Exception {
        create("a");
        KafkaSource<String> source = source().startFrom(Offsets.latest());
        create("b").send(0, "x");

        KafkaSplit found =
                source.discovery().orElseThrow().foundLater(source.splits().get(1));

        try (Reading<String> reading = new Reading<>(source, found)) {
            assertThat(reading.until(1).values).containsExactly("x");
        }
    }

    @Test
    void topicsMayComeUpLaterAltogether() throws Exception {
        assertThat(source().splits()).isEmpty();
    }

    @Test
    void sourceWithAnEndNeedsATopic() {
        KafkaSource<String> source = source().stopAt(Offsets.latest());

        assertThatThrownBy(source::splits)
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("matches " + prefix + ".*")
                .hasMessageContaining("correct the pattern");
    }

    @Test
    void ledgerOfSinksMatchesNoPattern() throws Exception {
        create("a");
        create("ledger");

        assertThat(topics(source().settings(settings("sink.ledger-topic = " + prefix + "ledger"))))
                .containsExactly(prefix + "a");
    }

    @Test
    void morePartitionsThanAllowedAreAnError() throws Exception {
        create("a");
        create("b");
        KafkaSource<String> source = source().settings(settings("source.max-partitions = 1"));

        assertThatThrownBy(source::splits)
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("have 2 partitions, and a source may have 1")
                .hasMessageContaining("source.max-partitions");
    }

    @Test
    void descriptionHasThePattern() {
        assertThat(source().describe())
                .isEqualTo("Kafka topics that match " + prefix + ".* at " + BROKER.bootstrapServers());
    }

    @Test
    void topicThatIsDeletedWhileItIsReadFailsTheSource() throws Exception {
        Topic topic = create("a");
        topic.send(0, "x");
        try (Reading<String> reading = Reading.of(quick())) {
            reading.until(1);
            topic.delete();

            assertThatThrownBy(() -> reading.until(2))
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining("topic " + topic.name + " is not there any more")
                    .hasMessageContaining("from " + topic.name + "-0 offset 1 on is lost");
        }
    }

    @Test
    void othersGoOnWithoutATopicThatIsDeletedByPolicy() throws Exception {
        Topic deleted = create("a");
        Topic other = create("b");
        KafkaSource<String> source = quick().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT);
        List<KafkaSplit> splits = source.splits();
        try (Reading<String> first = new Reading<>(source, splits.get(0));
                Reading<String> second = new Reading<>(source, first, splits.get(1))) {
            first.read(1);
            deleted.delete();
            KafkaReader<String> reader = (KafkaReader<String>) first.source;
            Awaitility.await().atMost(LIMIT).until(() -> {
                first.read(1);
                return reader.isGone(new TopicPartition(deleted.name, 0));
            });
            other.send(0, "x");

            assertThat(second.until(1).values).containsExactly("x");
        }
    }

    private static void makeAgain(Topic topic, String... values) {
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            topic.create(1, Map.of());
            return true;
        });
        topic.send(0, values);
    }

    /** Of the new topic; the old one was read up to its second record. */
    private static Stream<Arguments> recordsOfANewTopic() {
        return Stream.of(
                arguments(named("fewer than were read", new String[] {"x"})),
                arguments(named("more than were read", new String[] {"x", "y", "z"})));
    }

    @ParameterizedTest
    @MethodSource("recordsOfANewTopic")
    void topicThatIsMadeAgainWhileItIsReadFailsTheSource(String[] values) throws Exception {
        Topic topic = create("a");
        topic.send(0, "a", "b");
        try (Reading<String> reading = Reading.of(quick())) {
            reading.until(2);
            topic.delete();
            makeAgain(topic, values);

            assertThatThrownBy(() -> reading.until(Integer.MAX_VALUE))
                    .isInstanceOf(SplitChangedException.class)
                    .hasMessageContaining("topic " + topic.name + " was deleted and made again")
                    .hasMessageContaining("CONTINUE_AND_REPORT");
        }
    }

    @ParameterizedTest
    @MethodSource("recordsOfANewTopic")
    void topicThatIsMadeAgainWhileItIsReadIsReadFromItsBeginningByPolicy(String[] values) throws Exception {
        Topic topic = create("a");
        topic.send(0, "a", "b");
        KafkaSource<String> source = quick().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT);
        KafkaSplit position;
        try (Reading<String> reading = Reading.of(source)) {
            reading.until(2);
            topic.delete();
            makeAgain(topic, values);

            Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                reading.read(10);
                assertThat(reading.values).endsWith(values);
            });
            position = reading.split();
        }
        topic.send(0, "next");
        try (Reading<String> restarted = new Reading<>(source, position)) {
            assertThat(restarted.until(1).values).containsExactly("next");
        }
    }

    @Test
    void topicThatComesBackIsReadFromItsBeginningByPolicy() throws Exception {
        Topic topic = create("a");
        topic.send(0, "a", "b");
        try (Reading<String> reading = Reading.of(quick().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT))) {
            reading.until(2);
            topic.delete();
            KafkaReader<String> reader = (KafkaReader<String>) reading.source;
            Awaitility.await().atMost(LIMIT).until(() -> {
                reading.read(1);
                return reader.isGone(new TopicPartition(topic.name, 0));
            });
            makeAgain(topic, "x", "y");

            assertThat(reading.until(4).values).containsExactly("a", "b", "x", "y");
        }
    }

    @Test
    void rangeOfATopicThatWasMadeAgainIsOverByPolicy() throws Exception {
        Topic topic = create("a");
        topic.send(0, "a", "b");
        KafkaSource<String> source = source().stopAt(Offsets.latest()).onOutOfRange(OutOfRange.CONTINUE_AND_REPORT);
        KafkaSplit split = source.splits().get(0);
        topic.delete();
        makeAgain(topic, "x");

        try (Reading<String> reading = new Reading<>(source, split)) {
            assertThat(reading.toTheEnd().values).isEmpty();
        }
    }

    private KafkaSplit splitOfADeletedTopic() throws Exception {
        Topic topic = create("a");
        topic.send(0, "x");
        KafkaSplit split = source().stopAt(Offsets.latest()).splits().get(0);
        topic.delete();
        return split;
    }

    @Test
    void topicThatWasDeletedBeforeARestartFailsTheSource() throws Exception {
        KafkaSplit split = splitOfADeletedTopic();

        assertThatThrownBy(() -> new Reading<>(source(), split))
                .isInstanceOf(SplitChangedException.class)
                .hasMessageContaining("topic " + split.topic() + " is not there any more")
                .hasMessageContaining("CONTINUE_AND_REPORT");
    }

    @Test
    void rangeThatIsReadNeedsItsTopicNoMore() throws Exception {
        KafkaSplit split = splitOfADeletedTopic();

        try (Reading<String> reading = new Reading<>(source(), split.at(split.end()))) {
            assertThat(reading.read(1)).isEqualTo(ReadStatus.FINISHED);
        }
    }

    @Test
    void sourceWithAnEndEndsWithoutATopicThatWasDeletedByPolicy() throws Exception {
        KafkaSplit split = splitOfADeletedTopic();

        try (Reading<String> reading = new Reading<>(source().onOutOfRange(OutOfRange.CONTINUE_AND_REPORT), split)) {
            assertThat(reading.toTheEnd().values).isEmpty();
        }
    }
}
