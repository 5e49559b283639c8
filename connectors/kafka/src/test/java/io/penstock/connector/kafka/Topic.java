package io.penstock.connector.kafka;

import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A topic of a test, as plain clients see it: nothing here is code of the connector. */
final class Topic {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final long LIMIT_SECONDS = 60;
    private static final Duration POLL = Duration.ofMillis(200);

    final String servers;
    final String name;

    private Topic(String servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /** A new topic. */
    static Topic create(KafkaBroker broker, String name, int partitions, Map<String, String> configs) throws Exception {
        Topic topic = new Topic(broker.bootstrapServers(), name + "-" + NUMBERS.incrementAndGet());
        topic.create(partitions, configs);
        return topic;
    }

    static Topic create(KafkaBroker broker, String name, int partitions) throws Exception {
        return create(broker, name, partitions, Map.of());
    }

    static Topic named(String servers, String name) {
        return new Topic(servers, name);
    }

    void create(int partitions, Map<String, String> configs) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    void delete() throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    void growTo(int partitions) throws Exception {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", servers));
    }

    Producer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", servers);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /** Values to one partition, acknowledged. */
    @SuppressWarnings("FutureReturnValueIgnored") // flushed
    void send(int partition, String... values) {
        try (Producer<String, String> producer = producer(Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(name, partition, "key " + value, value));
            }
            producer.flush();
        }
    }

    /** Everything that is committed, partition by partition. */
    List<ConsumerRecord<String, String>> committed() {
        awaitMarkers();
        return records("read_committed");
    }

    /** A commit returns when it is decided; the partitions show it when they have got its marker, a moment later. */
    void awaitMarkers() {
        ListTransactionsOptions decided = new ListTransactionsOptions()
                .filterStates(List.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> admin.listTransactions(decided).all().get().isEmpty());
        }
    }

    List<ConsumerRecord<String, String>> records(String isolation) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", isolation, "max.poll.records", 20_000),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    List<String> values() {
        return committed().stream().map(ConsumerRecord::value).toList();
    }
}
