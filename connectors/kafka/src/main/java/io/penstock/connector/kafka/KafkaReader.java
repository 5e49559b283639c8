package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer for all partitions of a task. A poll gives records of any of them; those that are not asked for wait here,
 * and while they do, their partition is paused: so each holds at most what one poll gives.
 */
final class KafkaReader<T> implements SourceReader<T, KafkaSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final KafkaClient client;
    private final KafkaDeserializer<T> deserializer;
    private final KafkaSourceSettings settings;
    private final ReadSettings reading;
    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, ArrayDeque<ConsumerRecord<byte[], byte[]>>> waiting = new LinkedHashMap<>();
    private final Map<String, String> topicIds = new HashMap<>();
    /** The last poll gave nothing at all; the next one need not wait. */
    private boolean nothing;

    KafkaReader(
            KafkaClient client, KafkaDeserializer<T> deserializer, KafkaSourceSettings settings, ReadSettings reading) {
        this.client = client;
        this.deserializer = deserializer;
        this.settings = settings;
        this.reading = reading;
        this.group = settings.group().orElse("penstock-" + reading.jobName() + "-" + reading.sourceName());
        int timeout = (int) settings.limits().request().toMillis();
        this.consumer = new KafkaConsumer<>(
                client.configured(
                        settings.limits().consumer(),
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                group,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "penstock-" + reading.jobName() + "-" + reading.sourceName() + "-" + reading.task(),
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                // Or else reading a topic that was deleted may make it again, empty.
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "none",
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                timeout)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public SplitReader<T, KafkaSplit> open(KafkaSplit split) throws Exception {
        TopicPartition partition = new TopicPartition(split.topic(), split.partition());
        KafkaSplit current = current(split);
        waiting.put(partition, new ArrayDeque<>());
        consumer.assign(List.copyOf(waiting.keySet()));
        if (current.offset() == KafkaSplit.EARLIEST) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, current.offset());
        }
        return new PartitionReader<>(
                this, partition, current, deserializer, new BadRecords(settings.onError(), reading));
    }

    /** The split, or the beginning of the topic that has its name now, if it is another one and that may be. */
    private KafkaSplit current(KafkaSplit split) throws IOException, InterruptedException, PermanentFailureException {
        String now = topicId(split.topic());
        if (now.equals(split.topicId())) {
            return split;
        }
        if (split.offset() == KafkaSplit.EARLIEST) {
            return split.of(now);
        }
        String gone = "topic " + split.topic() + " was deleted and made again since the position " + split
                + " was kept: records from that offset on are lost";
        if (settings.onOutOfRange() == OutOfRange.FAIL) {
            throw new SplitChangedException(gone + ". Start the job afresh, or choose"
                    + " onOutOfRange(OutOfRange.CONTINUE_AND_REPORT) to read the new topic from its beginning");
        }
        LOG.warn("Source {} of job {}: {}; the new topic is read", reading.sourceName(), reading.jobName(), gone);
        return split.of(now).at(KafkaSplit.EARLIEST);
    }

    private String topicId(String topic) throws IOException, InterruptedException, PermanentFailureException {
        String known = topicIds.get(topic);
        if (known == null) {
            Duration request = settings.limits().request();
            known = Asking.until(client, request, request, "look at topic " + topic, admin -> {
                Collection<TopicDescription> found = admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .values();
                return found.iterator().next().topicId().toString();
            });
            topicIds.put(topic, known);
        }
        return known;
    }

    /** The next record of a partition, or null if none is at hand. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next(TopicPartition partition) {
        return queue(partition).poll();
    }

    private ArrayDeque<ConsumerRecord<byte[], byte[]>> queue(TopicPartition partition) {
        ArrayDeque<ConsumerRecord<byte[], byte[]>> queue = waiting.get(partition);
        if (queue == null) {
            throw new IllegalStateException(partition + " is not open");
        }
        return queue;
    }

    /**
     * Asks Kafka for more, of all partitions that have nothing waiting. Waits a moment if nothing comes, but once only for
     * all partitions.
     *
     * @throws SplitChangedException if Kafka no longer has what a position points to
     * @throws PermanentFailureException if it may not be read
     */
    void poll() throws Exception {
        waiting.forEach((partition, queue) -> {
            if (queue.isEmpty()) {
                consumer.resume(List.of(partition));
            } else {
                consumer.pause(List.of(partition));
            }
        });
        try {
            ConsumerRecords<byte[], byte[]> records =
                    consumer.poll(nothing ? Duration.ZERO : settings.limits().poll());
            nothing = records.isEmpty();
            for (TopicPartition partition : records.partitions()) {
                queue(partition).addAll(records.records(partition));
            }
        } catch (OffsetOutOfRangeException e) {
            for (Map.Entry<TopicPartition, Long> lost :
                    e.offsetOutOfRangePartitions().entrySet()) {
                outOfRange(lost.getKey(), lost.getValue());
            }
        } catch (KafkaException e) {
            throw KafkaFailures.of("Kafka at " + client.servers() + " could not be read", e);
        }
    }

    private void outOfRange(TopicPartition partition, long position) throws SplitChangedException {
        List<TopicPartition> one = List.of(partition);
        long first = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        String gap = position < first
                ? "offsets " + position + " to " + (first - 1) + " of " + partition + " (" + (first - position)
                        + ") are gone: Kafka has " + first + " to " + (end - 1)
                        + ". They were removed by retention before they were read"
                : "offset " + position + " of " + partition + " is not there: Kafka has " + first + " to " + (end - 1)
                        + ". The partition was cut short, so that records from " + end + " on were lost";
        if (settings.onOutOfRange() == OutOfRange.FAIL) {
            throw new SplitChangedException(gap + ". Start the job afresh, or choose"
                    + " onOutOfRange(OutOfRange.CONTINUE_AND_REPORT) to go on with what is there");
        }
        long next = position < first ? first : end;
        LOG.warn("Source {} of job {}: {}; going on at {}", reading.sourceName(), reading.jobName(), gap, next);
        consumer.seek(partition, next);
    }

    /**
     * The offset of the next record of a partition that has nothing waiting: behind markers of transactions. A smaller one,
     * where Kafka cannot tell now.
     */
    long position(TopicPartition partition, long atLeast) {
        try {
            return Math.max(atLeast, consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            return atLeast;
        }
    }

    void close(TopicPartition partition) {
        waiting.remove(partition);
        consumer.assign(List.copyOf(waiting.keySet()));
    }

    @Override
    public void checkpointCompleted(Collection<KafkaSplit> splits) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (KafkaSplit split : splits) {
            if (split.offset() >= 0) {
                offsets.put(
                        new TopicPartition(split.topic(), split.partition()), new OffsetAndMetadata(split.offset()));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Source {} of job {} could not tell group {} where it is; the next checkpoint tries again: {}",
                        reading.sourceName(),
                        reading.jobName(),
                        group,
                        failure.toString());
            }
        });
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
