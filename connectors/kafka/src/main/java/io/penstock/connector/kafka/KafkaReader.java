package io.penstock.connector.kafka;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitChangedException;
import io.penstock.connector.SplitReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer for all partitions of a task. A poll gives records of any of them; those that are not asked for wait with
 * their partition, which is paused meanwhile: so each holds at most what one poll gives.
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
    private final Meters meters;
    private final Map<TopicPartition, PartitionReader<T>> open = new LinkedHashMap<>();
    /** Those that are open and not gone. */
    private List<TopicPartition> assigned = List.of();

    private final TopicIds topicIds;
    private final TopicWatch watch;
    /** Topics some of whose partitions are still read as they were. */
    private final Map<String, Optional<String>> changed = new HashMap<>();
    /** The last poll gave nothing at all; the next one need not wait. */
    private boolean nothing;

    /** Guards what follows: the consumer is woken in a poll that waits, and in no other call, which would fail. */
    private final Object waking = new Object();

    private boolean waits;
    /** Since the last poll that waited. */
    private boolean woken;

    /**
     * What a task counts.
     *
     * @param bytesRead keys and values of the records that were looked at
     * @param lagRecords offsets between what was given out and the last that may be read
     * @param gaps how often records were lost that the job goes on without
     */
    record Meters(
            ConnectorMetrics.Counter bytesRead,
            ConnectorMetrics.Gauge lagRecords,
            ConnectorMetrics.Counter gaps,
            ConnectorMetrics.Counter failedOffsetCommits) {
        static Meters of(ConnectorMetrics metrics) {
            return new Meters(
                    metrics.counter("bytesRead"),
                    metrics.gauge("lagRecords"),
                    metrics.counter("gaps"),
                    metrics.counter("failedOffsetCommits"));
        }
    }

    KafkaReader(
            KafkaClient client, KafkaDeserializer<T> deserializer, KafkaSourceSettings settings, ReadSettings reading) {
        this.client = client;
        this.deserializer = deserializer;
        this.settings = settings;
        this.reading = reading;
        this.group = settings.group().orElse("penstock-" + reading.jobName() + "-" + reading.sourceName());
        this.meters = Meters.of(reading.environment().metrics());
        this.topicIds = new TopicIds(client, settings.limits().request());
        this.watch = new TopicWatch(
                client,
                settings.limits().request(),
                settings.limits().discovery(),
                reading.environment().clock()::nanos);
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
        PartitionReader<T> partition =
                new PartitionReader<>(this, split, deserializer, new BadRecords(settings.onError(), reading));
        if (partition.isAtEnd()) {
            return partition;
        }
        Optional<String> now = topicIds.of(split.topic());
        if (!partition.isOf(now)) {
            now = topicIds.again(split.topic());
        }
        open.put(partition.name(), partition);
        enter(partition, now);
        return partition;
    }

    /** Begins to read a partition of which nothing waits: in the topic that has its name now, if that may be. */
    private void enter(PartitionReader<T> partition, Optional<String> topicId) throws SplitChangedException {
        KafkaSplit split = partition.split();
        if (topicId.isEmpty()) {
            lost(
                    "topic " + split.topic() + " is not there any more: what it had from " + split + " on is lost",
                    "go on without it until it is made again");
            partition.leave();
        } else if (topicId.get().equals(split.topicId())) {
            partition.enter(split);
        } else if (split.end() == KafkaSplit.NO_END) {
            if (split.offset() != KafkaSplit.EARLIEST) {
                lost(madeAgain(split), "read the new topic from its beginning");
            }
            partition.enter(split.of(topicId.get()).at(KafkaSplit.EARLIEST));
        } else {
            lost(madeAgain(split), "go on without it");
            partition.leave();
        }
        assign();
        if (partition.isGone()) {
            return;
        }
        long offset = partition.split().offset();
        if (offset == KafkaSplit.EARLIEST) {
            consumer.seekToBeginning(List.of(partition.name()));
        } else {
            consumer.seek(partition.name(), offset);
        }
    }

    private static String madeAgain(KafkaSplit split) {
        return "topic " + split.topic() + " was deleted and made again since the position " + split
                + " was kept: records from that offset on are lost";
    }

    private void assign() {
        assigned = open.values().stream()
                .filter(partition -> !partition.isGone())
                .map(PartitionReader::name)
                .toList();
        consumer.assign(assigned);
    }

    Meters meters() {
        return meters;
    }

    /**
     * What a partition that is not gone has behind what was polled of it. By what the consumer knows from its fetches; where
     * it knows nothing yet it asks, once.
     */
    long notPolled(TopicPartition name) {
        return consumer.currentLag(name).orElse(0);
    }

    /** Fails, or, if something may be lost, logs it. */
    private void lost(String what, String goOn) throws SplitChangedException {
        if (settings.onOutOfRange() == OutOfRange.FAIL) {
            throw new SplitChangedException(what + ". Start the job afresh, or choose"
                    + " onOutOfRange(OutOfRange.CONTINUE_AND_REPORT) to " + goOn);
        }
        meters.gaps().add(1);
        LOG.warn(
                "Source {} of job {}: {}. It is told to {}, by onOutOfRange(OutOfRange.CONTINUE_AND_REPORT)",
                reading.sourceName(),
                reading.jobName(),
                what,
                goOn);
    }

    /** Its topic was found to be deleted, and that may be. */
    boolean isGone(TopicPartition name) {
        PartitionReader<T> partition = open.get(name);
        return partition != null && partition.isGone();
    }

    /** Looks for topics that were deleted or made again, of which the consumer tells nothing. */
    private void followTopics() throws Exception {
        for (Map.Entry<String, Optional<String>> seen :
                watch.look(this::watched).entrySet()) {
            if (isNews(seen.getKey(), seen.getValue())) {
                askAgain(seen.getKey());
            }
        }
        for (Map.Entry<String, Optional<String>> change : Map.copyOf(changed).entrySet()) {
            String topic = change.getKey();
            Optional<String> topicId = change.getValue();
            // Of the others, what waits is given out first.
            for (PartitionReader<T> partition : outdated(topic, topicId)) {
                if (partition.isEmpty()) {
                    enter(partition, topicId);
                }
            }
            if (!isNews(topic, topicId)) {
                changed.remove(topic);
            }
        }
    }

    private Set<String> watched() {
        return open.values().stream()
                .filter(partition -> !partition.isAtEnd())
                .map(partition -> partition.name().topic())
                .collect(Collectors.toSet());
    }

    private boolean isNews(String topic, Optional<String> topicId) {
        return !outdated(topic, topicId).isEmpty();
    }

    private List<PartitionReader<T>> outdated(String topic, Optional<String> topicId) {
        return open.values().stream()
                .filter(partition -> partition.name().topic().equals(topic))
                .filter(partition -> !partition.isAtEnd() && !partition.isOf(topicId))
                .toList();
    }

    /** One broker's answer may be behind: only what is so for a moment counts. */
    private void askAgain(String topic) throws InterruptedException, PermanentFailureException {
        try {
            changed.put(topic, topicIds.again(topic));
        } catch (IOException e) {
            LOG.warn(
                    "Source {} of job {} could not find out whether topic {} is still there; it is looked for again: {}",
                    reading.sourceName(),
                    reading.jobName(),
                    topic,
                    e.toString());
        }
    }

    /**
     * Asks Kafka for more, of all partitions that have nothing waiting. Waits a moment if nothing comes, but once only for
     * all partitions. May take a partition that has nothing waiting to the beginning of a new topic.
     *
     * @throws SplitChangedException if Kafka no longer has what a position points to
     * @throws PermanentFailureException if it may not be read
     */
    void poll() throws Exception {
        try {
            followTopics();
            if (!assigned.isEmpty()) {
                fetch();
            }
        } catch (KafkaException e) {
            throw KafkaFailures.of("Kafka at " + client.servers() + " could not be read", e);
        }
    }

    private void fetch() throws Exception {
        for (TopicPartition name : assigned) {
            if (partition(name).isEmpty()) {
                consumer.resume(List.of(name));
            } else {
                consumer.pause(List.of(name));
            }
        }
        try {
            boolean wait = !nothing && mayWait();
            nothing = !(wait ? await() : pollFor(Duration.ZERO));
        } catch (OffsetOutOfRangeException e) {
            outOfRange(e);
        }
    }

    /** True if something came. */
    private boolean pollFor(Duration limit) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(limit);
        for (TopicPartition name : records.partitions()) {
            partition(name).add(records.records(name));
        }
        return !records.isEmpty();
    }

    /** False once if the reader was woken; else it may be woken from now on. */
    private boolean mayWait() {
        synchronized (waking) {
            waits = !woken;
            woken = false;
            return waits;
        }
    }

    /** Polls until something comes, it was long enough, or the reader is woken. */
    private boolean await() {
        boolean woke = false;
        try {
            return pollFor(settings.limits().poll());
        } catch (WakeupException e) {
            // Thrown instead of giving out records, and before the consumer has moved behind any.
            woke = true;
            return false;
        } finally {
            if (wasWoken() && !woke) {
                takeWakeUpBack();
            }
        }
    }

    private boolean wasWoken() {
        synchronized (waking) {
            boolean was = woken;
            waits = false;
            woken = false;
            return was;
        }
    }

    /** It came when the poll was over, so the consumer keeps it for its next call: this one. */
    private void takeWakeUpBack() {
        try {
            pollFor(Duration.ZERO);
        } catch (WakeupException e) {
            LOG.trace("The consumer of source {} was woken right behind a poll", reading.sourceName(), e);
        }
    }

    @Override
    public void wakeUp() {
        synchronized (waking) {
            if (waits && !woken) {
                consumer.wakeup();
            }
            woken = true;
        }
    }

    private PartitionReader<T> partition(TopicPartition name) {
        PartitionReader<T> partition = open.get(name);
        if (partition == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return partition;
    }

    private void outOfRange(OffsetOutOfRangeException e) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> cuts =
                e instanceof LogTruncationException cut ? cut.divergentOffsets() : Map.of();
        for (Map.Entry<TopicPartition, Long> lost :
                e.offsetOutOfRangePartitions().entrySet()) {
            outOfRange(partition(lost.getKey()), lost.getValue(), cuts.get(lost.getKey()));
        }
    }

    /** @param cut where what Kafka has begins to be other than what was read, if Kafka knows */
    private void outOfRange(PartitionReader<T> partition, long position, @Nullable OffsetAndMetadata cut)
            throws Exception {
        Optional<String> topicId = topicIds.again(partition.name().topic());
        if (!partition.isOf(topicId)) {
            enter(partition, topicId);
            return;
        }
        List<TopicPartition> one = List.of(partition.name());
        long first = consumer.beginningOffsets(one).getOrDefault(partition.name(), 0L);
        long end = consumer.endOffsets(one).getOrDefault(partition.name(), 0L);
        String there = ": Kafka has " + first + " to " + (end - 1);
        long next;
        String gap;
        if (position < first) {
            next = first;
            gap = "offsets " + position + " to " + (first - 1) + " of " + partition.name() + " (" + (first - position)
                    + ") are gone" + there + ". They were removed by retention before they were read";
        } else {
            next = Math.max(first, Math.min(position, cut == null ? end : cut.offset()));
            gap = partition.name() + " was cut short at offset " + next + " after it was read up to " + (position - 1)
                    + there + ". What was there from " + next + " on is lost, and other records may be in its place";
        }
        lost(gap, "go on with what is there, at " + next);
        partition.cutShort(next);
        consumer.seek(partition.name(), next);
    }

    /**
     * The offset of the next record of a partition that has nothing waiting: behind markers of transactions. A smaller one,
     * where Kafka cannot tell now, or the partition was cut short.
     *
     * @throws SplitChangedException as {@link #poll}: what the consumer has heard of one partition it tells in its next call
     */
    long position(TopicPartition name, long atLeast) throws Exception {
        try {
            return Math.max(atLeast, consumer.position(name, Duration.ZERO));
        } catch (TimeoutException e) {
            return atLeast;
        } catch (OffsetOutOfRangeException e) {
            outOfRange(e);
            return partition(name).split().offset();
        }
    }

    void close(TopicPartition name) {
        open.remove(name);
        assign();
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
                meters.failedOffsetCommits().add(1);
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
        watch.close();
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
