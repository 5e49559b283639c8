package io.penstock.connector.kafka;

import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What exactly-once sinks have applied, one entry per lane under a key of text: {@code job-id/sink/lane}. All of it lies in
 * partition 0, also where somebody has added partitions.
 */
final class LedgerTopic {
    private static final Duration POLL = Duration.ofMillis(100);
    /** Beyond the time after which the broker ends transactions that others have left open. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final KafkaClient client;
    private final KafkaSinkSettings settings;
    private final TopicPartition partition;

    LedgerTopic(KafkaClient client, KafkaSinkSettings settings) {
        this.client = client;
        this.settings = settings;
        this.partition = new TopicPartition(settings.ledgerTopic(), 0);
    }

    private static String key(SinkContext context, int lane) {
        return context.jobId() + "/" + context.sinkName() + "/" + lane;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The record that goes into a transaction. */
    ProducerRecord<byte[], byte[]> record(SinkContext context, int lane, LedgerEntry entry) {
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                key(context, lane).getBytes(StandardCharsets.UTF_8),
                entry.format().getBytes(StandardCharsets.UTF_8));
    }

    /** What is committed of a lane at this moment; a transaction under way may still change it. */
    @Nullable
    LedgerEntry look(SinkContext context, int lane) throws IOException {
        try (Consumer<byte[], byte[]> consumer = consumer(IsolationLevel.READ_COMMITTED)) {
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            return read(consumer, end, key(context, lane), settings.timeouts().request());
        }
    }

    /**
     * The entry of a lane, once every transaction is over that has been begun up to now: those of others too, since nothing
     * behind the first open one can be read.
     */
    @Nullable
    LedgerEntry settled(SinkContext context, int lane) throws Exception {
        long end;
        try (Admin admin = Asking.admin(client, settings.timeouts().request())) {
            end = admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
        try (Consumer<byte[], byte[]> consumer = consumer(IsolationLevel.READ_COMMITTED)) {
            Duration limit = settings.timeouts().transaction().plus(GRACE);
            return read(consumer, end, key(context, lane), limit);
        }
    }

    /** Whose transactions hold up the ledger, and how they may be ended; for errors. */
    String holders() {
        Map<OpenTransaction, String> open;
        try {
            open = open();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ExecutionException | KafkaException e) {
            return "Kafka is away, or somebody keeps a transaction open on it; which, it does not say: " + e;
        }
        return open.isEmpty()
                ? "Kafka is away, or a transaction that was open on it has ended just now"
                : "these transactions are open: "
                        + open.entrySet().stream()
                                .map(each -> "that of lane " + each.getValue() + " in " + each.getKey()
                                        + "; if it is not ended by that lane, it may be by "
                                        + each.getKey().abortCommand(client.servers()))
                                .collect(Collectors.joining(". "));
    }

    /** Lanes of a sink that are no more, from an attempt with more tasks, and have a transaction open. */
    Set<Integer> formerLanes(SinkContext context) throws Exception {
        String prefix = key(context, 0).substring(0, key(context, 0).length() - 1);
        Set<Integer> former = new TreeSet<>();
        try {
            for (String key : open().values()) {
                if (key.startsWith(prefix)) {
                    int lane = Integer.parseInt(key.substring(prefix.length()));
                    if (lane >= context.lanes()) {
                        former.add(lane);
                    }
                }
            }
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailures.of("Kafka at " + client.servers() + " did not say what is open on the ledger", e);
        }
        return former;
    }

    /** What is open, each with the key of its record: a transaction of a sink has one here. */
    private Map<OpenTransaction, String> open() throws ExecutionException, InterruptedException {
        DescribeProducersResult.PartitionProducerState state;
        try (Admin admin = Asking.admin(client, settings.timeouts().request())) {
            state = admin.describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get();
        }
        Map<OpenTransaction, String> open = new LinkedHashMap<>();
        for (ProducerState producer : state.activeProducers()) {
            if (producer.currentTransactionStartOffset().isPresent()) {
                OpenTransaction transaction = OpenTransaction.of(partition, producer);
                open.put(transaction, keyAt(transaction.startOffset()));
            }
        }
        return open;
    }

    private String keyAt(long offset) {
        try (Consumer<byte[], byte[]> consumer = consumer(IsolationLevel.READ_UNCOMMITTED)) {
            consumer.seek(partition, offset);
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(settings.timeouts().request())) {
                if (record.offset() == offset && record.key() != null) {
                    return new String(record.key(), StandardCharsets.UTF_8);
                }
            }
        }
        return "(no key)";
    }

    private Consumer<byte[], byte[]> consumer(IsolationLevel isolation) {
        int timeout = (int) settings.timeouts().request().toMillis();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                client.configured(
                        Map.of(),
                        Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation.toString(),
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "none",
                                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                Math.max(1, timeout / 2),
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                timeout)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        return consumer;
    }

    private @Nullable LedgerEntry read(Consumer<byte[], byte[]> consumer, long end, String key, Duration limit)
            throws IOException {
        consumer.seekToBeginning(List.of(partition));
        long until = System.nanoTime() + limit.toNanos();
        String found = null;
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > until) {
                throw new IOException("ledger topic " + partition.topic() + " at " + client.servers()
                        + " could be read up to offset " + consumer.position(partition) + " of " + end + " only within "
                        + limit.toSeconds() + " s: " + holders());
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.key() != null && key.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                    found = record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8);
                }
            }
        }
        return found == null ? null : LedgerEntry.parse(found);
    }
}
