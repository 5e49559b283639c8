package io.penstock.connector.kafka;

import com.fasterxml.jackson.databind.ObjectReader;
import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Configured;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import io.penstock.connector.SplitDiscovery;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics of Kafka. Immutable: each option gives another source.
 *
 * <pre>{@code
 * KafkaSource.json("localhost:9092", Order.class, "orders")
 * KafkaSource.of("localhost:9092", record -> new Order(record.keyText(), record.value()), "orders").stopAt(Offsets.latest())
 * }</pre>
 *
 * <p><b>Guarantee:</b> exactly once. Positions are in checkpoints, and no consumer group decides who reads what, so nothing
 * is rebalanced. Only what transactions have committed is read, unless the property {@code isolation.level} says otherwise.
 * It holds as long as Kafka keeps what positions point to; where it does not, that is noticed ({@link #onOutOfRange}), also
 * when a topic was deleted and made again.
 *
 * <p><b>Splits:</b> one for each partition, so that event times and watermarks are followed for each. The partitions of the
 * topics are listed again and again; one that was added is read from its first record.
 *
 * <p><b>Topics by a pattern</b> are listed again and again too: one that comes up is read from its first record. That there
 * is none yet is an error only if the source has an end. Kafka's internal topics and the ledger topic of sinks match no
 * pattern; see to it that those that the job writes to do not either.
 *
 * <p><b>A topic that is deleted</b> takes with it what was not read, also if it is made again at once. Kafka's consumer does
 * not tell: it goes on by name, at the old offset. So Kafka is asked for the topics' ids when a job goes on, and again and
 * again in the interval of listings. By default the job is suspended then; with {@link OutOfRange#CONTINUE_AND_REPORT} it is
 * logged, the job goes on with the other topics, and one that has the name again is read from its beginning (a source with
 * an end goes on without it). Within one interval, records of the new topic behind the old offset may have been taken for
 * those of the old one: then they come twice, and none is left out.
 *
 * <p><b>Event time:</b> a record's timestamp, unless the stream sets another.
 *
 * <p><b>For others to watch:</b> when a checkpoint is complete, its offsets are committed to a consumer group ({@link
 * #group}). They are never read.
 *
 * <p><b>Errors:</b> what the deserializer refuses obeys {@link #onError}, with topic, partition and offset. A Kafka that is
 * away gives no records; the job waits.
 *
 * @param <T> the records
 */
public final class KafkaSource<T> implements Source<T, KafkaSplit> {
    private final KafkaClient client;
    private final TopicChoice topics;
    private final KafkaDeserializer<T> deserializer;
    private final Configured<KafkaSourceSettings> settings;

    /** How the topics are told apart from others, by the settings. */
    @FunctionalInterface
    private interface TopicChoice {
        WantedTopics of(KafkaSourceSettings settings);
    }

    private KafkaSource(
            KafkaClient client,
            TopicChoice topics,
            KafkaDeserializer<T> deserializer,
            Configured<KafkaSourceSettings> settings) {
        this.client = client;
        this.topics = topics;
        this.deserializer = deserializer;
        this.settings = settings;
    }

    /**
     * Values by a function that sees all of a record.
     *
     * @param servers {@code host:port}, several with commas
     */
    public static <T> KafkaSource<T> of(String servers, KafkaDeserializer<T> deserializer, String... topics) {
        WantedTopics named = new WantedTopics.Named(List.of(topics));
        return new KafkaSource<>(
                KafkaClient.of(servers), settings -> named, deserializer, KafkaSourceSettings.configured());
    }

    /**
     * As {@link #of(String, KafkaDeserializer, String...)}, of all topics whose whole name matches, now or later.
     *
     * @param topics for instance {@code orders-.*}; see the class about topics that come and go
     */
    public static <T> KafkaSource<T> of(String servers, KafkaDeserializer<T> deserializer, Pattern topics) {
        return new KafkaSource<>(
                KafkaClient.of(servers),
                settings -> new WantedTopics.Matching(
                        topics, settings.limits().ledgerTopic(), settings.stop().isPresent()),
                deserializer,
                KafkaSourceSettings.configured());
    }

    /** Records as they are, with key, headers and place. */
    public static KafkaSource<KafkaRecord> records(String servers, String... topics) {
        return of(servers, record -> record, topics);
    }

    /** As {@link #records(String, String...)}, of all topics whose whole name matches. */
    public static KafkaSource<KafkaRecord> records(String servers, Pattern topics) {
        return of(servers, record -> record, topics);
    }

    /** Values as they are; records without a value are left out. */
    public static KafkaSource<byte[]> bytes(String servers, String... topics) {
        return of(servers, KafkaRecord::value, topics);
    }

    /** As {@link #bytes(String, String...)}, of all topics whose whole name matches. */
    public static KafkaSource<byte[]> bytes(String servers, Pattern topics) {
        return of(servers, KafkaRecord::value, topics);
    }

    /** Values as text in UTF-8; records without a value are left out, bytes that are no UTF-8 are bad. */
    public static KafkaSource<String> strings(String servers, String... topics) {
        return of(servers, KafkaSource::text, topics);
    }

    /** As {@link #strings(String, String...)}, of all topics whose whole name matches. */
    public static KafkaSource<String> strings(String servers, Pattern topics) {
        return of(servers, KafkaSource::text, topics);
    }

    private static @Nullable String text(KafkaRecord record) throws CharacterCodingException {
        byte[] value = record.value();
        return value == null
                ? null
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(value))
                        .toString();
    }

    /** Values of JSON as Jackson reads them into a class; records without a value are left out. */
    public static <T> KafkaSource<T> json(String servers, Class<T> type, String... topics) {
        return of(servers, json(type), topics);
    }

    /** As {@link #json(String, Class, String...)}, of all topics whose whole name matches. */
    public static <T> KafkaSource<T> json(String servers, Class<T> type, Pattern topics) {
        return of(servers, json(type), topics);
    }

    private static <T> KafkaDeserializer<T> json(Class<T> type) {
        ObjectReader reader = Json.MAPPER.readerFor(type);
        return record -> record.value() == null ? null : reader.readValue(record.value());
    }

    private WantedTopics topics() {
        return topics.of(settings.get());
    }

    private KafkaSource<T> with(UnaryOperator<KafkaSourceSettings> option) {
        return new KafkaSource<>(client, topics, deserializer, settings.with(option));
    }

    @Override
    public KafkaSource<T> configured(Config config) {
        return new KafkaSource<>(client, topics, deserializer, settings.under(config));
    }

    /** Where a job without a checkpoint begins. The default is the earliest record. */
    public KafkaSource<T> startFrom(Offsets start) {
        return with(options -> options.withStart(start));
    }

    /**
     * Where to stop, as it is when the job starts: then the source is bounded, and partitions that are added later are not
     * read.
     */
    public KafkaSource<T> stopAt(Offsets stop) {
        return with(options -> options.withStop(stop));
    }

    /** What happens when Kafka no longer has what a position points to. The default is {@link OutOfRange#FAIL}. */
    public KafkaSource<T> onOutOfRange(OutOfRange policy) {
        return with(options -> options.withOnOutOfRange(policy));
    }

    /**
     * What happens to records that the deserializer refuses. The default is {@link ErrorPolicy#FAIL}. Dead letters leave by
     * {@link DeadLetter#TAG}.
     */
    public KafkaSource<T> onError(ErrorPolicy policy) {
        return with(options -> options.withOnError(policy));
    }

    /** The consumer group whose offsets are committed. The default is {@code penstock-<job>-<source>}. */
    public KafkaSource<T> group(String group) {
        return with(options -> options.withGroup(group));
    }

    /** A property of Kafka's consumer and admin client, {@code security.protocol} for instance. */
    public KafkaSource<T> property(String name, String value) {
        return properties(Map.of(name, value));
    }

    /** Properties of Kafka's consumer and admin client. Those with secrets are never printed. */
    public KafkaSource<T> properties(Map<String, String> properties) {
        return new KafkaSource<>(client.with(properties), topics, deserializer, settings);
    }

    /** Settings in place of those of the application's configuration: what stands under {@code penstock.connector.kafka}. */
    public KafkaSource<T> settings(Config kafka) {
        return new KafkaSource<>(client, topics, deserializer, settings.by(kafka));
    }

    @Override
    public String describe() {
        return "Kafka " + topics() + " at " + client.servers();
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(true, settings.get().stop().isPresent(), true);
    }

    @Override
    public List<String> preconditions() {
        return List.of("Kafka keeps what positions point to (retention is longer than the job is down)");
    }

    @Override
    public List<KafkaSplit> splits() throws Exception {
        return new Partitions(client, settings.get()).list(topics());
    }

    @Override
    public SourceReader<T, KafkaSplit> reader(ReadSettings reading) {
        return new KafkaReader<>(client, deserializer, settings.get(), reading);
    }

    @Override
    public Codec<KafkaSplit> splitCodec() {
        return Codecs.of(KafkaSplit.class);
    }

    @Override
    public Optional<SplitDiscovery<KafkaSplit>> discovery() {
        return settings.get().stop().isPresent()
                ? Optional.empty()
                : Optional.of(new Discovery(settings.get().limits().discovery()));
    }

    /** Partitions of a topic are spread in turn, beginning somewhere that depends on the topic. */
    private record Discovery(Duration interval) implements SplitDiscovery<KafkaSplit> {
        @Override
        public String idOf(KafkaSplit split) {
            return split.topic() + "-" + split.partition();
        }

        @Override
        public int numberOf(KafkaSplit split) {
            return split.topic().hashCode() + split.partition();
        }

        @Override
        public KafkaSplit foundLater(KafkaSplit split) {
            return split.at(KafkaSplit.EARLIEST);
        }
    }
}
