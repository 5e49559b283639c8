package io.penstock.connector.kafka;

import io.penstock.connector.SinkContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes producers. */
final class Producers {
    private static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;
    /** What Kafka adds to a record in a request. */
    private static final int OVERHEAD_BYTES = 512;

    private final KafkaClient client;
    private final KafkaSinkSettings settings;

    Producers(KafkaClient client, KafkaSinkSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** The largest record that a producer sends. */
    int maxRequestBytes() {
        Object configured = client.configured(settings.producer(), Map.of())
                .getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_MAX_REQUEST_BYTES);
        return Math.max(1, Integer.parseInt(configured.toString()) - OVERHEAD_BYTES);
    }

    /** The one transactional id of a lane: who opens a producer with it last shuts out all before. */
    static String transactionalId(SinkContext context, int lane) {
        return "penstock-" + context.jobId() + "-" + context.sinkName() + "-" + lane;
    }

    /** For one lane's transactions. */
    Producer<byte[], byte[]> transactional(SinkContext context, int lane) {
        Map<String, Object> fixed = new LinkedHashMap<>();
        fixed.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(context, lane));
        fixed.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int)
                settings.timeouts().transaction().toMillis());
        // A commit that Kafka does not answer is given up, and its result looked up in the ledger.
        int timeout = (int) settings.timeouts().request().toMillis();
        fixed.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        fixed.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, timeout / 2));
        fixed.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        return create(fixed, transactionalId(context, lane));
    }

    /** For what Kafka has left open of them. */
    StrandedTransactions stranded(SinkContext context, int lane, TopicPartition ledger) {
        return new StrandedTransactions(
                client,
                context.environment().clock(),
                settings.timeouts().request(),
                transactionalId(context, lane),
                ledger,
                context.environment().metrics().counter("strandedMarkers"));
    }

    /** For records that are sent at once. It waits for a Kafka that is away for as long as Kafka's own settings say. */
    Producer<byte[], byte[]> plain(SinkContext context) {
        return create(
                new LinkedHashMap<>(),
                "penstock-" + context.jobName() + "-" + context.sinkName() + "-" + context.lane());
    }

    /**
     * Sends in a transaction, whose end tells what became of it; unless that is known at once. A producer that knows no broker
     * any more waits for its topics at every record, and gives back a failed future each time.
     *
     * @param callback is told by the producer's own thread
     * @throws RuntimeException that of the future, if it has failed already
     */
    static void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
        Future<RecordMetadata> sent = producer.send(message, callback);
        if (sent.isDone()) {
            await(sent);
        }
    }

    /**
     * Sends in a transaction, and waits until Kafka has it.
     *
     * @throws RuntimeException that of the future
     */
    static void sendNow(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
        Future<RecordMetadata> sent = producer.send(message, callback);
        producer.flush();
        await(sent);
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Producer<byte[], byte[]> create(Map<String, Object> fixed, String clientId) {
        fixed.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        fixed.put(ProducerConfig.ACKS_CONFIG, "all");
        fixed.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(
                client.configured(settings.producer(), fixed), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
