package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.kafka.Asking.Question;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks after the topics that a sink needs, waiting for a Kafka that is away. */
final class Topics {
    private final KafkaClient client;
    private final KafkaSinkSettings settings;

    Topics(KafkaClient client, KafkaSinkSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    private void await(String what, Question<?> question)
            throws IOException, InterruptedException, PermanentFailureException {
        Asking.until(client, settings.timeouts().request(), settings.timeouts().open(), what, question);
    }

    /** Waits for a topic that is to be there. */
    void awaitTopic(String topic, String who) throws IOException, InterruptedException, PermanentFailureException {
        await("look at topic " + topic, admin -> {
            try {
                return admin.describeTopics(List.of(topic)).allTopicNames().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    throw new PermanentFailureException(
                            "topic " + topic + ", which " + who + " writes to, is not there at "
                                    + client.servers() + ": make it (kafka-topics --create --topic " + topic
                                    + "), or correct the name");
                }
                throw e;
            }
        });
    }

    /** Waits for the ledger topic: made if it is missing, refused if it would forget. */
    void awaitLedger() throws IOException, InterruptedException, PermanentFailureException {
        await("look at ledger topic " + settings.ledgerTopic(), admin -> {
            createLedgerIfMissing(admin);
            checkLedger(admin);
            return Optional.empty();
        });
    }

    private void createLedgerIfMissing(Admin admin) throws Exception {
        try {
            admin.describeTopics(List.of(settings.ledgerTopic()))
                    .allTopicNames()
                    .get();
            return;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
        NewTopic topic = new NewTopic(settings.ledgerTopic(), 1, settings.ledgerReplication())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        // The open segment is never compacted, and all of it is read at a start.
                        TopicConfig.SEGMENT_MS_CONFIG,
                        "3600000",
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(16 << 20),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1"));
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            // Another lane was quicker.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void checkLedger(Admin admin) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, settings.ledgerTopic());
        Collection<Config> configs =
                admin.describeConfigs(List.of(topic)).all().get().values();
        for (Config config : configs) {
            String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
                throw new PermanentFailureException(
                        "ledger topic " + settings.ledgerTopic() + " has cleanup.policy=" + policy
                                + ", so that it forgets what the job has applied. It must be compact: change it (kafka-configs"
                                + " --alter --topic " + settings.ledgerTopic()
                                + " --add-config cleanup.policy=compact), or name"
                                + " another ledger topic");
            }
        }
    }
}
