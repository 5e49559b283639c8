package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<Set<String>> asked = new ArrayList<>();
    private long nanos = 7;

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @SuppressWarnings("NullAway.Init")
    private TopicWatch watch;

    @BeforeEach
    void open() throws Exception {
        topic = Topic.create(KafkaBroker.shared(), "watched", 1);
        watch = watch(topic.servers, REQUEST);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private TopicWatch watch(String servers, Duration request) {
        return new TopicWatch(KafkaClient.of(servers), request, INTERVAL, () -> nanos);
    }

    /** What is to be asked about, and notes that it was. */
    private Supplier<Set<String>> topics(String... names) {
        return () -> {
            asked.add(Set.of(names));
            return Set.of(names);
        };
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Lets the interval pass, has the question asked, and waits for its answer. */
    private Map<String, Optional<String>> answer(String... names) throws Exception {
        pass(INTERVAL);
        assertThat(watch.look(topics(names))).isEmpty();
        return Awaitility.await().atMost(LIMIT).until(() -> watch.look(topics(names)), ids -> !ids.isEmpty());
    }

    private String id() throws Exception {
        try (Admin admin = topic.admin()) {
            return admin.describeTopics(List.of(topic.name))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .topicId()
                    .toString();
        }
    }

    @Test
    void asksNothingBeforeTheIntervalIsOver() throws Exception {
        pass(INTERVAL.minusNanos(1));

        assertThat(watch.look(topics(topic.name))).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void answerHasTheIdOfATopicAndNoneOfOneThatIsNotThere() throws Exception {
        assertThat(answer(topic.name, "nowhere"))
                .isEqualTo(Map.of(topic.name, Optional.of(id()), "nowhere", Optional.empty()));
    }

    @Test
    void answerIsGivenOnceAndTheNextIntervalBeginsWithItsQuestion() throws Exception {
        answer(topic.name);

        assertThat(watch.look(topics(topic.name))).isEmpty();
        assertThat(asked).hasSize(1);
        pass(INTERVAL);
        watch.look(topics(topic.name));
        assertThat(asked).hasSize(2);
    }

    @Test
    void topicThatWasMadeAgainHasAnotherId() throws Exception {
        Optional<String> before = answer(topic.name).get(topic.name);
        topic.delete();
        Awaitility.await().atMost(LIMIT).until(() -> answer(topic.name).get(topic.name), Optional::isEmpty);
        topic.create(1, Map.of());

        Optional<String> after =
                Awaitility.await().atMost(LIMIT).until(() -> answer(topic.name).get(topic.name), Optional::isPresent);

        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void kafkaThatDoesNotAnswerIsNotWaitedForAndAskedAgain() throws Exception {
        watch.close();
        watch = watch("127.0.0.1:1", Duration.ofMillis(200));
        pass(INTERVAL);
        watch.look(topics(topic.name));

        // A question under way is not asked a second time: the next one comes when this has failed.
        Awaitility.await().atMost(LIMIT).until(() -> {
            pass(INTERVAL);
            assertThat(watch.look(topics(topic.name))).isEmpty();
            return asked.size() == 2;
        });
    }
}
