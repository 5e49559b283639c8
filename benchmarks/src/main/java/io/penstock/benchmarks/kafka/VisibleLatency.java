package io.penstock.benchmarks.kafka;

import io.penstock.engine.clock.Clock;
import io.penstock.workloads.CopyAnswer;
import io.penstock.workloads.CopyRequest;
import java.nio.ByteBuffer;
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
    private static final Clock CLOCK = Clock.system();
    private static final int RECORD_BYTES = 100;
    private static final long TICK_MILLIS = 5;
    private static final long GREATEST_MILLIS = 600_000;
    private static final int WARM_UP_SECONDS = 10;

    private final String servers;
    private final int perTick;
    private final long seconds;
    private final long intervalMillis;

    /**
     * Of all records of the measured time.
     *
     * @param missing records that did not come, though some intervals were waited for them
     */
    record Millis(long p50, long p99, long max, long missing) {}

    VisibleLatency(String servers, int perSecond, long seconds, long intervalMillis) {
        this.servers = servers;
        this.perTick = Math.toIntExact(perSecond * TICK_MILLIS / 1_000);
        this.seconds = seconds;
        this.intervalMillis = intervalMillis;
    }

    Millis run(CopyFork engine, boolean exactlyOnce) throws Exception {
        String suffix = "-" + engine.engine() + (exactlyOnce ? "-exactly" : "-at-least");
        String in = "timed-in" + suffix;
        String out = "timed-out" + suffix;
        Copies.createTopic(servers, in);
        Copies.createTopic(servers, out);
        Histogram histogram = new Histogram(GREATEST_MILLIS, 3);
        check(engine, engine.run(new CopyRequest(servers, in, out, exactlyOnce, false, 1, intervalMillis)));
        long begin = CLOCK.nanos();
        long measureFrom = begin + Duration.ofSeconds(WARM_UP_SECONDS).toNanos();
        long end = measureFrom + Duration.ofSeconds(seconds).toNanos();
        Thread producer = new Thread(() -> produce(in, begin, end), "latency-producer");
        producer.start();
        consume(out, measureFrom, end, histogram);
        producer.join();
        check(engine, engine.stop());
        long due = seconds * 1_000 / TICK_MILLIS * perTick;
        return new Millis(
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue(),
                due - histogram.getTotalCount());
    }

    private static void check(CopyFork engine, CopyAnswer answer) {
        if (answer.failure() != null) {
            throw new IllegalStateException("the job of " + engine.engine() + " failed: " + answer.failure());
        }
    }

    /** Records are stamped with when they were due, so a producer that falls behind shows. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is lost is missing in the end
    private void produce(String topic, long begin, long end) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long tick = Duration.ofMillis(TICK_MILLIS).toNanos();
            for (long due = begin; due < end; due += tick) {
                long early = due - CLOCK.nanos();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                for (int i = 0; i < perTick; i++) {
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
            while (CLOCK.nanos() < last) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long due = ByteBuffer.wrap(record.value()).getLong();
                    if (due >= measureFrom) {
                        histogram.recordValue(
                                Math.min(GREATEST_MILLIS, Math.max(0, (CLOCK.nanos() - due) / 1_000_000)));
                    }
                }
            }
        }
    }
}
