package io.penstock.connector.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.connector.Committer;
import io.penstock.connector.Configured;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to Kafka. Immutable: each option gives another sink.
 *
 * <pre>{@code
 * KafkaSink.json("localhost:9092", "orders", Order.class).keyText(Order::id)
 * KafkaSink.strings("localhost:9092", "lines").atLeastOnce()
 * }</pre>
 *
 * <p><b>Exactly once</b> (the default): the records of an epoch wait in the snapshot until its checkpoint is complete, and
 * then become visible together, by a short transaction that also says so on the ledger topic. A reader with {@code
 * isolation.level=read_committed} never sees a record twice, nor one of an incomplete epoch; other readers may. It does not
 * matter for how long the job is down: no transaction is open meanwhile, and what was applied is read back from the ledger.
 * An epoch of more than {@code transaction-bytes} becomes visible in several transactions, one after the other.
 *
 * <p><b>Preconditions:</b> the ledger topic keeps its entries (it is compacted); nobody else uses transactional ids that
 * begin with {@code penstock-}; the sink keeps its name. Two processes that run from copies of one journal are told apart:
 * the one that commits second is refused.
 *
 * <p><b>At least once</b> ({@link #atLeastOnce}): records are sent at once, and a checkpoint is complete only when Kafka has
 * acknowledged all before it. What came after the last checkpoint is sent again after a failure.
 *
 * <p><b>Order:</b> records of one task to one partition keep their order.
 *
 * <p><b>Errors:</b> a record that a function refuses fails the sink task. A Kafka that does not answer fails a commit, which
 * is tried again ({@code penstock.sink.commit-attempts}). What no other attempt changes (a missing topic or right, a record
 * that is too large for Kafka) suspends the job at once.
 *
 * @param <T> the records
 */
public final class KafkaSink<T> implements Sink<T, OutboxChunk> {
    private final KafkaClient client;
    private final RecordMapping<T> mapping;
    private final Configured<KafkaSinkSettings> settings;
    private final boolean exactlyOnce;

    private KafkaSink(
            KafkaClient client, RecordMapping<T> mapping, Configured<KafkaSinkSettings> settings, boolean exactlyOnce) {
        this.client = client;
        this.mapping = mapping;
        this.settings = settings;
        this.exactlyOnce = exactlyOnce;
    }

    /**
     * Values by a function.
     *
     * @param servers {@code host:port}, several with commas
     * @param topic is to exist
     * @param value gives the bytes of a value, or null for a record that deletes its key; used by all lanes, so it keeps no
     *     state
     */
    public static <T> KafkaSink<T> of(String servers, String topic, Function<? super T, byte @Nullable []> value) {
        return new KafkaSink<>(
                KafkaClient.of(servers), RecordMapping.of(topic, value), KafkaSinkSettings.configured(), true);
    }

    /** Bytes as they are. */
    public static KafkaSink<byte[]> bytes(String servers, String topic) {
        return of(servers, topic, value -> value);
    }

    /** Text in UTF-8. */
    public static KafkaSink<String> strings(String servers, String topic) {
        return of(servers, topic, value -> value.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON as Jackson writes a class. */
    public static <T> KafkaSink<T> json(String servers, String topic, Class<T> type) {
        ObjectWriter writer = Json.MAPPER.writerFor(type);
        return of(servers, topic, value -> {
            try {
                return writer.writeValueAsBytes(value);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("cannot be written as JSON: " + value, e);
            }
        });
    }

    private KafkaSink<T> with(RecordMapping<T> changed) {
        return new KafkaSink<>(client, changed, settings, exactlyOnce);
    }

    /** The key of each record, or null for none. The default is none. */
    public KafkaSink<T> key(Function<? super T, byte @Nullable []> key) {
        return with(mapping.withKey(key));
    }

    /** The key of each record as text in UTF-8. */
    public KafkaSink<T> keyText(Function<? super T, String> key) {
        return key(value -> key.apply(value).getBytes(StandardCharsets.UTF_8));
    }

    /** The topic of each record, in place of the one topic of the sink. Topics are to exist. */
    public KafkaSink<T> topic(Function<? super T, String> topic) {
        return with(mapping.withTopicOf(topic));
    }

    /** The partition of each record, or a negative number where Kafka is to choose by the key. The default is that. */
    public KafkaSink<T> partition(ToIntFunction<? super T> partition) {
        return with(mapping.withPartition(partition));
    }

    /** The headers of each record. The default is none. */
    public KafkaSink<T> headers(Function<? super T, List<KafkaHeader>> headers) {
        return with(mapping.withHeaders(headers));
    }

    /**
     * The timestamp of each record in milliseconds since 1970; negative = when it is sent. The default is its event time,
     * where it has one.
     */
    public KafkaSink<T> timestamp(ToLongFunction<? super T> millis) {
        return with(mapping.withTimestamp(millis));
    }

    /** Sends records at once: less delay, and after a failure some come twice. */
    public KafkaSink<T> atLeastOnce() {
        return new KafkaSink<>(client, mapping, settings, false);
    }

    /** A property of Kafka's producer and admin client, {@code security.protocol} for instance. */
    public KafkaSink<T> property(String name, String value) {
        return properties(Map.of(name, value));
    }

    /** Properties of Kafka's producer and admin client. Those with secrets are never printed. */
    public KafkaSink<T> properties(Map<String, String> properties) {
        return new KafkaSink<>(client.with(properties), mapping, settings, exactlyOnce);
    }

    /** The name of the ledger topic. The default is {@code penstock.connector.kafka.sink.ledger-topic}. */
    public KafkaSink<T> ledgerTopic(String topic) {
        return new KafkaSink<>(client, mapping, settings.with(options -> options.withLedgerTopic(topic)), exactlyOnce);
    }

    /** Settings in place of those of the application's configuration: what stands under {@code penstock.connector.kafka}. */
    public KafkaSink<T> settings(Config kafka) {
        return new KafkaSink<>(client, mapping, settings.by(kafka), exactlyOnce);
    }

    @Override
    public KafkaSink<T> configured(Config config) {
        return new KafkaSink<>(client, mapping, settings.under(config), exactlyOnce);
    }

    @Override
    public String describe() {
        return "Kafka " + (mapping.topicOf() == null ? "topic " + mapping.topic() : "topics by record") + " at "
                + client.servers() + (exactlyOnce ? "" : ", at least once");
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(exactlyOnce ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE, true);
    }

    @Override
    public List<String> preconditions() {
        return exactlyOnce
                ? List.of(
                        "readers of the target read with isolation.level=read_committed",
                        "ledger topic " + settings.get().ledgerTopic() + " keeps its entries",
                        "nobody else uses transactional ids that begin with penstock-")
                : List.of();
    }

    @Override
    public Codec<OutboxChunk> committableCodec() {
        return OutboxChunk.codec();
    }

    @Override
    public SinkWriter<T, OutboxChunk> open(SinkContext context) {
        KafkaSinkSettings current = settings.get();
        Producers producers = new Producers(client, current);
        return exactlyOnce
                ? new OutboxWriter<>(mapping, current, producers.maxRequestBytes(), context)
                : new DirectWriter<>(mapping, producers.plain(context), context);
    }

    @Override
    public Committer<OutboxChunk> committer(SinkContext context) throws Exception {
        KafkaSinkSettings current = settings.get();
        Topics topics = new Topics(client, current);
        if (mapping.topicOf() == null) {
            topics.awaitTopic(mapping.topic(), "sink " + context.sinkName());
        }
        if (!exactlyOnce) {
            return committables -> {};
        }
        LedgerTopic ledger = new LedgerTopic(client, current);
        topics.awaitLedger();
        KafkaCommitter committer =
                new KafkaCommitter(new Producers(client, current), ledger, mapping.topic(), current, context);
        committer.open();
        return committer;
    }
}
