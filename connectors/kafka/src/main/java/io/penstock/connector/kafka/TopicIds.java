package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka calls the topics of a reader: each is asked for once. */
final class TopicIds {
    private final KafkaClient client;
    private final Duration request;
    private final Map<String, Optional<String>> known = new HashMap<>();

    /** @param request how long an answer may take */
    TopicIds(KafkaClient client, Duration request) {
        this.client = client;
        this.request = request;
    }

    /** Empty if the topic is not there, also after a moment. */
    Optional<String> of(String topic) throws IOException, InterruptedException, PermanentFailureException {
        Optional<String> id = known.get(topic);
        return id == null ? again(topic) : id;
    }

    /** As {@link #of}, asked anew. */
    Optional<String> again(String topic) throws IOException, InterruptedException, PermanentFailureException {
        Optional<String> id = ask(topic);
        known.put(topic, id);
        return id;
    }

    private Optional<String> ask(String topic) throws IOException, InterruptedException, PermanentFailureException {
        try {
            return Optional.of(Asking.until(client, request, request, "look at topic " + topic, admin -> {
                try {
                    return admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .values()
                            .iterator()
                            .next()
                            .topicId()
                            .toString();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                        throw new MissingException(topic);
                    }
                    throw e;
                }
            }));
        } catch (MissingException e) {
            return Optional.empty();
        }
    }

    /** Kafka says so; asked again for a moment, as all that looks final. */
    private static final class MissingException extends PermanentFailureException {
        private static final long serialVersionUID = 1;

        MissingException(String topic) {
            super("topic " + topic + " is not there");
        }
    }
}
