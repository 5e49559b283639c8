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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    /** Of topics that were deleted; neither assigned nor waiting. */
    private final Set<TopicPartition> gone = new HashSet<>();

    private final TopicIds topicIds;
    private long lookedNanos = System.nanoTime();
    /** The last poll gave nothing at all; the next one need not wait. */
    private boolean nothing;

    KafkaReader(
            KafkaClient client, KafkaDeserializer<T> deserializer, KafkaSourceSettings settings, ReadSettings reading) {
        this.client = client;
        this.deserializer = deserializer;
        this.settings = settings;
        this.reading = reading;
        this.group = settings.group().orElse("penstock-" + reading.jobName() + "-" + reading.sourceName());
        this.topicIds = new TopicIds(client, settings.limits().request());
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
        BadRecords badRecords = new BadRecords(settings.onError(), reading);
        Optional<String> topicId = topicIds.of(split.topic());
        if (topicId.isEmpty()) {
            lost(split.topic(), split.toString());
            gone.add(partition);
            return new PartitionReader<>(this, partition, split, deserializer, badRecords);
        }
        KafkaSplit current = current(split, topicId.get());
        waiting.put(partition, new ArrayDeque<>());
        consumer.assign(List.copyOf(waiting.keySet()));
        if (current.offset() == KafkaSplit.EARLIEST) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, current.offset());
        }
        return new PartitionReader<>(this, partition, current, deserializer, badRecords);
    }

    /** The split, or the beginning of the topic that has its name now, if it is another one and that may be. */
    private KafkaSplit current(KafkaSplit split, String now) throws SplitChangedException {
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

    private void lost(String topic, String from) throws SplitChangedException {
        String what = "topic " + topic + " is not there any more: what it had from " + from + " on is lost";
        if (settings.onOutOfRange() == OutOfRange.FAIL) {
            throw new SplitChangedException(what + ". Start the job afresh, or choose"
                    + " onOutOfRange(OutOfRange.CONTINUE_AND_REPORT) to go on with what is there");
        }
        LOG.warn(
                "Source {} of job {}: {}; going on without it. If it is made again, it is read when the job is restarted",
                reading.sourceName(),
                reading.jobName(),
                what);
    }

    /** Its topic was found to be deleted, and that may be. */
    boolean isGone(TopicPartition partition) {
        return gone.contains(partition);
    }

    /** Looks for topics that were deleted, of which the consumer would tell nothing. */
    private void lookForGone() throws InterruptedException, PermanentFailureException {
        long now = System.nanoTime();
        if (now - lookedNanos < settings.limits().discovery().toNanos()) {
            return;
        }
        lookedNanos = now;
        Set<String> topics = new TreeSet<>();
        waiting.keySet().forEach(partition -> topics.add(partition.topic()));
        for (String topic : topics) {
            try {
                if (!isInMetadata(topic) && topicIds.again(topic).isEmpty()) {
                    lose(topic);
                }
            } catch (IOException e) {
                LOG.warn(
                        "Source {} of job {} could not find out whether topic {} is still there; it is looked for again: {}",
                        reading.sourceName(),
                        reading.jobName(),
                        topic,
                        e.toString());
            }
        }
    }

    /** As the consumer saw the cluster last: without waiting, so no is only a hint. */
    private boolean isInMetadata(String topic) {
        try {
            return !consumer.partitionsFor(topic, Duration.ZERO).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** What waits of it is given out first. */
    private void lose(String topic) throws SplitChangedException {
        for (TopicPartition partition : List.copyOf(waiting.keySet())) {
            if (partition.topic().equals(topic) && queue(partition).isEmpty()) {
                lost(topic, partition + " offset " + position(partition, 0));
                waiting.remove(partition);
                gone.add(partition);
            }
        }
        consumer.assign(List.copyOf(waiting.keySet()));
    }

    /** The next record of a partition, or null if none is at hand. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next(TopicPartition partition) {
        return isGone(partition) ? null : queue(partition).poll();
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
        lookForGone();
        if (waiting.isEmpty()) {
            return;
        }
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
        if (isGone(partition)) {
            return atLeast;
        }
        try {
            return Math.max(atLeast, consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            return atLeast;
        }
    }

    void close(TopicPartition partition) {
        gone.remove(partition);
        waiting.remove(partition);
        consumer.assign(List.copyOf(waiting.keySet()));
    }

    @Override
    public void checkpointCompleted(Collection<KafkaSplit> splits) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (KafkaSplit split : splits) {
            TopicPartition partition = new TopicPartition(split.topic(), split.partition());
            if (split.offset() >= 0 && !isGone(partition)) {
                offsets.put(partition, new OffsetAndMetadata(split.offset()));
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
