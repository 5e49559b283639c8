package io.penstock.benchmarks.kafka;

import io.penstock.connector.kafka.KafkaSink;
import io.penstock.connector.kafka.KafkaSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a record takes from the moment it is due at its producer until a reader of what is committed has it, through a
 * job. The clock is that of this process, for both ends.
 */
final class VisibleLatency {
    private static final int RECORD_BYTES = 100;
    private static final long TICK_MILLIS = 5;
    private static final long GREATEST_MILLIS = 600_000;
    private static final int WARM_UP_SECONDS = 10;

    private final String servers;
    private final Path directory;
    private final long perSecond;
    private final long seconds;
    private final long intervalMillis;

    /** Of all records of the measured time. */
    record Millis(long p50, long p99, long max) {}

    VisibleLatency(String servers, Path directory, long perSecond, long seconds, long intervalMillis) {
        this.servers = servers;
        this.directory = directory;
        this.perSecond = perSecond;
        this.seconds = seconds;
        this.intervalMillis = intervalMillis;
    }

    Millis run(boolean exactlyOnce) throws Exception {
        String suffix = exactlyOnce ? "-exactly" : "-at-least";
        String in = "timed-in" + suffix;
        String out = "timed-out" + suffix;
        Copies.createTopic(servers, in);
        Copies.createTopic(servers, out);
        KafkaSink<byte[]> sink = KafkaSink.bytes(servers, out);
        Histogram histogram = new Histogram(GREATEST_MILLIS, 3);
        try (CopyJobs job = new CopyJobs(
                directory.resolve("latency" + suffix),
                KafkaSource.bytes(servers, in),
                exactlyOnce ? sink : sink.atLeastOnce(),
                1,
                intervalMillis)) {
            long begin = System.nanoTime();
            long measureFrom = begin + Duration.ofSeconds(WARM_UP_SECONDS).toNanos();
            long end = measureFrom + Duration.ofSeconds(seconds).toNanos();
            Thread producer = new Thread(() -> produce(in, begin, end), "latency-producer");
            producer.start();
            consume(out, measureFrom, end, histogram);
            producer.join();
        }
        return new Millis(
                histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99), histogram.getMaxValue());
    }

    /** Records are stamped with when they were due, so a producer that falls behind shows. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is lost shows as a latency that is missing
    private void produce(String topic, long begin, long end) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long atOnce = perSecond * TICK_MILLIS / 1000;
            long tick = Duration.ofMillis(TICK_MILLIS).toNanos();
            for (long due = begin; due < end; due += tick) {
                long early = due - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                for (int i = 0; i < atOnce; i++) {
                    byte[] value = new byte[RECORD_BYTES];
                    ByteBuffer.wrap(value).putLong(due);
                    producer.send(new ProducerRecord<>(topic, i % Copies.PARTITIONS, null, value));
                }
            }
        }
    }

    private void consume(String topic, long measureFrom, long end, Histogram histogram) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed", "max.poll.records", 50_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // What was due within the measured time may come some intervals after it.
            long last = end + Duration.ofMillis(2 * intervalMillis + 2_000).toNanos();
            while (System.nanoTime() < last) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long due = ByteBuffer.wrap(record.value()).getLong();
                    if (due >= measureFrom) {
                        histogram.recordValue(
                                Math.min(GREATEST_MILLIS, Math.max(0, (System.nanoTime() - due) / 1_000_000)));
                    }
                }
            }
        }
    }
}
