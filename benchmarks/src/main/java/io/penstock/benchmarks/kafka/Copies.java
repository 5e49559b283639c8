package io.penstock.benchmarks.kafka;

import io.penstock.engine.clock.Clock;
import io.penstock.workloads.CopyAnswer;
import io.penstock.workloads.CopyRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Copies all records of a topic, again and again, each time to a new topic. */
final class Copies {
    static final int PARTITIONS = 2;
    private static final int RECORD_BYTES = 100;
    private static final Clock CLOCK = Clock.system();
    private static final Duration READ_PATIENCE = Duration.ofSeconds(30);

    private final String servers;
    private final long records;
    private final long intervalMillis;
    private int runs;

    /**
     * One copy.
     *
     * @param cpuSeconds of the engine's process
     * @param wrong null if all came out, each once, which at least once mode is held to as well where nothing fails
     */
    record Copy(
            long records,
            double seconds,
            double cpuSeconds,
            @Nullable String wrong) {
        boolean right() {
            return wrong == null;
        }

        double millionsPerSecond() {
            return records / seconds / 1e6;
        }

        double cpuSecondsPerMillion() {
            return cpuSeconds / (records / 1e6);
        }
    }

    Copies(String servers, long records, long intervalMillis) {
        this.servers = servers;
        this.records = records;
        this.intervalMillis = intervalMillis;
    }

    static void createTopic(String servers, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    private static void deleteTopic(String servers, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteTopics(List.of(name)).all().get(1, TimeUnit.MINUTES);
        }
    }

    /** Fills the topic that is copied. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing the producer sends all
    void fill() throws Exception {
        createTopic(servers, "in");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 20, "batch.size", 262_144),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                byte[] value = new byte[RECORD_BYTES];
                ByteBuffer.wrap(value).putLong(i);
                producer.send(new ProducerRecord<>("in", (int) (i % PARTITIONS), null, value));
            }
        }
    }

    /** Copies once. */
    Copy run(CopyFork engine, boolean exactlyOnce) throws Exception {
        String out = "out-" + ++runs;
        createTopic(servers, out);
        CopyAnswer answer =
                engine.run(new CopyRequest(servers, "in", out, exactlyOnce, true, PARTITIONS, intervalMillis));
        @Nullable String wrong = answer.failure() == null ? difference(read(out)) : answer.failure();
        deleteTopic(servers, out);
        return new Copy(records, answer.seconds(), answer.cpuSeconds(), wrong);
    }

    private @Nullable String difference(long[] countAndSum) {
        if (countAndSum[0] != records) {
            return countAndSum[0] + " of " + records + " records came out";
        }
        return countAndSum[1] == records * (records - 1) / 2 ? null : "other records came out";
    }

    private long[] read(String topic) throws Exception {
        long count = 0;
        long sum = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed", "max.poll.records", 50_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(partitions);
            long patience = CLOCK.nanos() + READ_PATIENCE.toNanos();
            while (CLOCK.nanos() < patience
                    && partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    count++;
                    sum += ByteBuffer.wrap(record.value()).getLong();
                    patience = CLOCK.nanos() + READ_PATIENCE.toNanos();
                }
            }
        }
        return new long[] {count, sum};
    }

    /** With what is not committed yet: Kafka says that a transaction is committed before all of it is visible. */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            return admin
                    .listOffsets(
                            partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                    .all()
                    .get(1, TimeUnit.MINUTES)
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().offset()));
        }
    }
}
