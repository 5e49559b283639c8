package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.connector.ConnectorClock;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.LedgerEntry;
import io.penstock.connector.outbox.OutboxChunk;
import io.penstock.servers.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Partitions that hold a transaction open though its coordinator counts it as over. It is made by hand: the folder of a
 * partition is copied while the transaction is open, and put back, while the broker is dead, when it has ended.
 */
class StrandedTransactionsTest {
    private static final Config SETTINGS = ConfigFactory.parseString(
                    "request-timeout = 5s, sink { transaction-timeout = 6s }")
            .withFallback(ConfigFactory.load().getConfig("penstock.connector.kafka"));
    private static final String COORDINATOR = "__transaction_state-0";

    @SuppressWarnings("NullAway.Init")
    private static KafkaBroker broker;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path copies;

    private final ConnectorMetrics metrics = new ConnectorMetrics();
    private final String jobId = UUID.randomUUID().toString();

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.started(Map.of());
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(broker, "out", 1, Map.of("max.message.bytes", "2000"));
    }

    private KafkaSink<String> sink() {
        return sink(SETTINGS);
    }

    private KafkaSink<String> sink(Config settings) {
        return KafkaSink.strings(topic.servers, topic.name).settings(settings).ledgerTopic(ledgerTopic());
    }

    private String ledgerTopic() {
        return topic.name + "-ledger";
    }

    private String ledger() {
        return ledgerTopic() + "-0";
    }

    private SinkContext context(int generation) {
        return Lane.context(jobId, 0, generation);
    }

    private Lane<String> open(int generation) throws Exception {
        return Lane.open(sink(), context(generation));
    }

    private String target() {
        return topic.name + "-0";
    }

    /** Commits "a", and gives the chunks of "b", which are not committed. */
    private List<OutboxChunk> firstCommittedSecondPrepared() throws Exception {
        try (Lane<String> lane = open(1)) {
            lane.commit(lane.prepare(1, "a"));
            return lane.prepare(2, "b");
        }
    }

    /** Sends "b" as the sink would, by plain clients. */
    private void send(Producer<byte[], byte[]> producer, OutboxChunk second) {
        send(producer, second, 0);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flushed
    private void send(Producer<byte[], byte[]> producer, OutboxChunk second, int lane) {
        LedgerEntry entry = LedgerEntry.behind(second, 1);
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(
                ledgerTopic(),
                0,
                (jobId + "/sink/" + lane).getBytes(StandardCharsets.UTF_8),
                entry.format().getBytes(StandardCharsets.UTF_8)));
        producer.send(new ProducerRecord<>(topic.name, "b".getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    private Producer<byte[], byte[]> producer() {
        return producer(0);
    }

    private Producer<byte[], byte[]> producer(int lane) {
        Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        topic.servers,
                        "transactional.id",
                        Producers.transactionalId(context(1), lane),
                        "transaction.timeout.ms",
                        60_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Sends "b" in a transaction that ends, which the partitions never hear of. */
    private void strand(List<OutboxChunk> second, Consumer<Producer<byte[], byte[]>> end, String... partitions)
            throws Exception {
        try (Producer<byte[], byte[]> producer = producer()) {
            send(producer, second.get(0));
            for (String partition : partitions) {
                keep(partition);
            }
            end.accept(producer);
            topic.awaitMarkers();
        }
        putBack(partitions);
        assertThat(isOpen()).as("the transaction is open").isTrue();
    }

    private boolean isOpen() throws Exception {
        return isOpen(topic.name);
    }

    private boolean isOpen(String name) throws Exception {
        TopicPartition partition = new TopicPartition(name, 0);
        try (Admin admin = topic.admin()) {
            return admin
                    .describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .stream()
                    .anyMatch(each -> each.currentTransactionStartOffset().isPresent());
        }
    }

    private void keep(String partition) {
        folders().keep(partition);
    }

    private void putBack(String... partitions) {
        folders().putBack(partitions);
    }

    private Folders folders() {
        return new Folders(broker, copies);
    }

    /** The next process is given the second epoch, and has a third one. */
    private void goOn(List<OutboxChunk> second) throws Exception {
        try (Lane<String> next = open(2)) {
            next.commit(Lane.restored(second));
            next.commit(next.prepare(3, "c"));
        }
    }

    private KafkaSink<String> sinkThatActsAtB() {
        return sink(ConfigFactory.parseMap(Map.of("sink.producer.\"interceptor.classes\"", AtB.class.getName()))
                .withFallback(SETTINGS));
    }

    /**
     * Lets something happen behind the commit of "b", when Kafka has acknowledged it: at the sink's next look at its clock.
     *
     * @param happens once no markers are on their way any more
     */
    private Lane<String> openForAfterB(AfterCommit after, Runnable happens) throws Exception {
        AtB.acts = () -> {
            keep(ledger());
            keep(target());
            after.happens(() -> {
                topic.awaitMarkers();
                happens.run();
            });
        };
        SinkContext given = context(1);
        return Lane.open(
                sinkThatActsAtB(),
                new SinkContext(
                        given.jobName(),
                        given.jobId(),
                        given.sinkName(),
                        given.lane(),
                        given.lanes(),
                        given.generation(),
                        given.restoredCheckpoint(),
                        new Environment(after, metrics)));
    }

    @Test
    void lastTransactionIsOpenNowhereOnceItCountsAsCommittedThoughItsMarkersWereLost() throws Exception {
        AfterCommit after = new AfterCommit();
        try (Lane<String> lane = openForAfterB(after, () -> putBack(ledger(), target()))) {
            lane.commit(lane.prepare(1, "a"));
            lane.commit(lane.prepare(2, "b"));
            after.atTheLatest();

            assertThat(isOpen()).as("open in the target").isFalse();
            assertThat(isOpen(ledgerTopic())).as("open in the ledger").isFalse();
            assertThat(topic.values()).containsExactly("a", "b");
            assertThat(metrics.now()).containsEntry("strandedMarkers", new Metric.Count(2));
        }
    }

    @Test
    void lastTransactionDoesNotCountAsCommittedWhileItsPartitionsCannotBeAsked() throws Exception {
        AfterCommit after = new AfterCommit();
        try (Lane<String> lane = openForAfterB(after, () -> folders().killAndPutBack(ledger(), target()))) {
            lane.commit(lane.prepare(1, "a"));
            List<OutboxChunk> second = lane.prepare(2, "b");

            assertThatThrownBy(() -> lane.commit(second))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not say what is open");

            broker.start();
            assertThat(topic.values()).as("b is hidden").containsExactly("a");
            lane.commit(second);
            assertThat(topic.values()).containsExactly("a", "b");
        }
    }

    @Test
    void whatWasCommittedIsThereOnceThoughNoPartitionWasTold() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        strand(second, Producer::commitTransaction, ledger(), target());

        goOn(second);

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasCommittedIsThereOnceThoughTheLedgerAloneWasNotTold() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        try (Producer<byte[], byte[]> producer = producer()) {
            send(producer, second.get(0));
            keep(ledger());
            producer.commitTransaction();
            topic.awaitMarkers();
        }
        putBack(ledger());

        goOn(second);

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasAbortedIsNotTakenAlongByTheNextCommitThoughTheLedgerWasTold() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        strand(second, Producer::abortTransaction, target());

        goOn(second);

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void allTopicsAreLookedAtIfTheLedgerIsOpenAndRecordsNameTheirTopics() throws Exception {
        strand(firstCommittedSecondPrepared(), Producer::abortTransaction, ledger(), target());
        KafkaSink<String> byRecord = KafkaSink.strings(topic.servers, "nowhere")
                .topic(value -> topic.name)
                .settings(SETTINGS)
                .ledgerTopic(ledgerTopic());

        try (Lane<String> next = Lane.open(byRecord, context(2))) {
            next.commit(next.prepare(3, "c"));
        }

        assertThat(topic.values()).as("b is not taken along").containsExactly("a", "c");
    }

    @Test
    void whatTheCoordinatorHasNeverHeardOfIsAbortedAndWrittenAgain() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        try (Producer<byte[], byte[]> producer = producer()) {
            keep(COORDINATOR);
            send(producer, second.get(0));
            putBack(COORDINATOR);
            producer.close(Duration.ZERO);
        }

        goOn(second);

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasCommittedIsNotLostWithAFailureOfTheNextCommitOfTheSameProducer() throws Exception {
        AtB.acts = () -> {
            keep(ledger());
            keep(target());
        };
        try (Lane<String> lane = Lane.open(sinkThatActsAtB(), context(1))) {
            lane.commit(lane.prepare(1, "a"));
            lane.commit(lane.prepare(2, "b"));
            topic.awaitMarkers();
            putBack(ledger(), target());

            List<OutboxChunk> third = lane.prepare(3, "too large for the topic ".repeat(100));
            assertThatThrownBy(() -> lane.commit(third)).isInstanceOf(PermanentFailureException.class);
        }
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.flush(); // it has aborted what was open
        }

        assertThat(topic.values()).containsExactly("a", "b");
    }

    @Test
    void whatALaneThatIsNoMoreHadCommittedIsThereAndHoldsUpNobody() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        try (Producer<byte[], byte[]> producer = producer(3)) {
            send(producer, second.get(0), 3);
            keep(ledger());
            keep(target());
            producer.commitTransaction();
            topic.awaitMarkers();
        }
        putBack(ledger(), target());

        try (Lane<String> next = open(2)) {
            next.commit(next.prepare(3, "c"));
        }

        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void nothingIsWrittenIfNobodyKnowsHowItEnded() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        strand(second, Producer::commitTransaction, ledger(), target());
        producer().close();

        assertThatThrownBy(() -> goOn(second))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("does not know any more whether it was committed")
                .hasMessageContaining("abort --topic " + topic.name + " --partition 0 --start-offset 2")
                .hasMessageContaining("abort --topic " + ledgerTopic() + " --partition 0 --start-offset");
    }

    @Test
    void errorSaysWhoseTransactionHoldsUpTheLedger() throws Exception {
        List<OutboxChunk> second = firstCommittedSecondPrepared();
        LedgerTopic ledger = new LedgerTopic(
                KafkaClient.of(topic.servers), KafkaSinkSettings.of(SETTINGS).withLedgerTopic(ledgerTopic()));
        try (Producer<byte[], byte[]> producer = producer()) {
            send(producer, second.get(0));

            assertThat(ledger.holders())
                    .contains("that of lane " + jobId + "/sink/0 in " + ledger() + " from offset 2 on")
                    .contains("kafka-transactions.sh --bootstrap-server " + topic.servers + " abort --topic "
                            + ledgerTopic() + " --partition 0 --start-offset 2");
            producer.abortTransaction();
        }
    }

    /** Acts once Kafka has "b", in the thread that would have to end the transaction. */
    public static final class AtB implements ProducerInterceptor<byte[], byte[]> {
        private static Runnable acts = () -> {};

        private volatile boolean sent;

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> message) {
            sent |= "b".equals(new String(message.value(), StandardCharsets.UTF_8));
            return message;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, @Nullable Exception failure) {
            if (sent && !metadata.topic().endsWith("-ledger")) {
                sent = false;
                acts.run();
            }
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> properties) {}
    }

    /** The machine's clock; who asks it waits until what is to happen has happened. */
    private static final class AfterCommit implements ConnectorClock {
        private final ConnectorClock system = ConnectorClock.system();
        private final AtomicReference<Runnable> happens = new AtomicReference<>(() -> {});

        void happens(Runnable what) {
            happens.set(what);
        }

        /** Now, if nobody has asked since. */
        void atTheLatest() {
            happens.getAndSet(() -> {}).run();
        }

        @Override
        public long nanos() {
            atTheLatest();
            return system.nanos();
        }

        @Override
        public long currentMillis() {
            return system.currentMillis();
        }

        @Override
        public String freshId() {
            return system.freshId();
        }
    }
}
