package io.penstock.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.api.JobEnd;
import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import io.penstock.connector.kafka.Offsets;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies all records of a topic, again and again, each time to a new topic. */
final class Copies {
    static final int PARTITIONS = 2;
    private static final int RECORD_BYTES = 100;
    private static final long LIMIT_MINUTES = 10;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final String servers;
    private final Path directory;
    private final long records;
    private final long intervalMillis;
    private int runs;

    /**
     * One copy.
     *
     * @param found records that came out
     * @param right all came out, each once, which at least once mode is held to as well where nothing fails
     */
    record Copy(long records, double seconds, double cpuSeconds, long found, boolean right) {
        double millionsPerSecond() {
            return records / seconds / 1e6;
        }

        double cpuSecondsPerMillion() {
            return cpuSeconds / (records / 1e6);
        }
    }

    Copies(String servers, Path directory, long records, long intervalMillis) {
        this.servers = servers;
        this.directory = directory;
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
    Copy run(boolean exactlyOnce) throws Exception {
        String out = "out-" + ++runs;
        createTopic(servers, out);
        KafkaSink<byte[]> sink = KafkaSink.bytes(servers, out);
        long began = System.nanoTime();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        double seconds;
        double cpuSeconds;
        try (CopyJobs job = new CopyJobs(
                directory.resolve(out),
                KafkaSource.bytes(servers, "in").stopAt(Offsets.latest()),
                exactlyOnce ? sink : sink.atLeastOnce(),
                PARTITIONS,
                intervalMillis)) {
            JobEnd end = job.handle().end().toCompletableFuture().get(LIMIT_MINUTES, TimeUnit.MINUTES);
            seconds = (System.nanoTime() - began) / 1e9;
            cpuSeconds = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e9;
            if (!(end instanceof JobEnd.Finished)) {
                throw new IllegalStateException("the job ended as " + end);
            }
        }
        long[] countAndSum = read(out);
        deleteTopic(servers, out);
        boolean right = countAndSum[0] == records && countAndSum[1] == records * (records - 1) / 2;
        return new Copy(records, seconds, cpuSeconds, countAndSum[0], right);
    }

    private long[] read(String topic) {
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
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    count++;
                    sum += ByteBuffer.wrap(record.value()).getLong();
                }
            }
        }
        return new long[] {count, sum};
    }
}
