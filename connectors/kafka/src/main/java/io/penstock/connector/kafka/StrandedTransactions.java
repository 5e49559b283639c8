package io.penstock.connector.kafka;

import io.penstock.connector.ConnectorClock;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.kafka.StrandedDecisions.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of one transactional id that are over, and that partitions hold open for good; see {@link
 * StrandedDecisions}. They would hold up all readers of what is committed, the ledger's too, and the next transaction of the
 * same producer would take their records along.
 *
 * <p>Before a producer is opened, since that makes the coordinator forget how the last transaction ended; after that, since
 * what it ends may be stranded as well; before each transaction; and after it, before it counts as committed.
 */
final class StrandedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StrandedTransactions.class);
    private static final String TRANSACTION_VERSION = "transaction.version";
    private static final int RAISES_EPOCHS = 2;
    private static final long MOST_PAUSE_MILLIS = 200;
    /** What looks gone may be so for a moment only. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final KafkaClient client;
    private final ConnectorClock clock;
    private final Duration limit;
    private final String transactionalId;
    private final TopicPartition ledger;
    private final ConnectorMetrics.Counter writtenMarkers;
    private final Admin admin;
    private final Set<String> notAllowed = new HashSet<>();

    /**
     * @param limit for what Kafka is asked, and for the markers of a transaction whose end is decided
     * @param ledger ended last, so that who comes after a crash in between still finds it
     * @param writtenMarkers one for each partition
     */
    StrandedTransactions(
            KafkaClient client,
            ConnectorClock clock,
            Duration limit,
            String transactionalId,
            TopicPartition ledger,
            ConnectorMetrics.Counter writtenMarkers) {
        this.client = client;
        this.clock = clock;
        this.limit = limit;
        this.transactionalId = transactionalId;
        this.ledger = ledger;
        this.writtenMarkers = writtenMarkers;
        this.admin = Asking.admin(client, limit);
    }

    /**
     * Ends those that are open in some partitions or in the ledger; if there are any, all topics are looked at.
     *
     * @param topics to look at, with all their partitions; one that is not there has none
     * @param partitions more of them; one that is gone since has none
     * @param endedByOpening whether this is behind the opening of a producer that has ended what was under way
     * @return whether a transaction is under way, which the opening of a producer would end
     * @throws PermanentFailureException if it is not known how one ended, or a right is missing
     */
    boolean end(Collection<String> topics, Collection<TopicPartition> partitions, boolean endedByOpening)
            throws Exception {
        try {
            return ended(topics, partitions, endedByOpening);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw KafkaFailures.of(
                    "Kafka at " + client.servers() + " did not say what is open of transactional id " + transactionalId,
                    cause);
        }
    }

    private boolean ended(Collection<String> topics, Collection<TopicPartition> partitions, boolean endedByOpening)
            throws Exception {
        Set<TopicPartition> near = new HashSet<>(partitions);
        near.addAll(partitionsOf(topics));
        near.add(ledger);
        long until = clock.nanos() + limit.toNanos();
        for (long pause = 5; ; pause = Math.min(2 * pause, MOST_PAUSE_MILLIS)) {
            TransactionDescription coordinator = coordinator();
            if (coordinator == null) {
                return false;
            }
            if (!StrandedDecisions.isEnding(coordinator.state())) {
                List<OpenTransaction> open = open(near, coordinator.producerId());
                if (open.stream().allMatch(each -> isUnderWay(each, coordinator))) {
                    return coordinator.state() == TransactionState.ONGOING;
                }
                endStranded(endedByOpening);
            }
            if (clock.nanos() > until) {
                throw new IOException("Kafka at " + client.servers() + " has not finished the last transaction of "
                        + transactionalId + " within " + limit.toSeconds() + " s: it is " + coordinator.state());
            }
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    private static boolean isUnderWay(OpenTransaction open, TransactionDescription coordinator) {
        return StrandedDecisions.isUnderWay(open.producerEpoch(), coordinator.state(), coordinator.producerEpoch());
    }

    private void endStranded(boolean endedByOpening) throws Exception {
        Set<TopicPartition> everywhere = partitionsOf(admin.listTopics().names().get());
        everywhere.add(ledger);
        TransactionDescription first = coordinator();
        if (first == null) {
            return;
        }
        // Only what is open before and after the coordinator was asked was open when it answered.
        List<OpenTransaction> before = open(everywhere, first.producerId());
        TransactionDescription coordinator = coordinator();
        if (coordinator == null || coordinator.producerId() != first.producerId()) {
            return;
        }
        List<OpenTransaction> open = open(everywhere, first.producerId());
        open.retainAll(before);
        boolean raised = raisesEpochs();
        Map<Verdict, List<OpenTransaction>> byVerdict = new EnumMap<>(Verdict.class);
        for (OpenTransaction each : open) {
            Verdict verdict = StrandedDecisions.of(
                    each.producerEpoch(), coordinator.state(), coordinator.producerEpoch(), raised, endedByOpening);
            byVerdict.computeIfAbsent(verdict, v -> new ArrayList<>()).add(each);
        }
        List<OpenTransaction> unknown = byVerdict.getOrDefault(Verdict.UNKNOWN, List.of());
        if (!unknown.isEmpty()) {
            throw unknown(coordinator, unknown);
        }
        write(TransactionResult.COMMIT, coordinator, byVerdict.getOrDefault(Verdict.COMMIT, List.of()));
        write(TransactionResult.ABORT, coordinator, byVerdict.getOrDefault(Verdict.ABORT, List.of()));
    }

    private PermanentFailureException unknown(TransactionDescription coordinator, List<OpenTransaction> open) {
        return new PermanentFailureException("Kafka at " + client.servers() + " holds a transaction of "
                + transactionalId + " open in " + open + ", though its coordinator has none (" + coordinator.state()
                + ", epoch " + coordinator.producerEpoch()
                + "), and does not know any more whether it was committed. Nothing is written. To go on, see what its records"
                + " are (README.md of the connector, Transactions that are stranded), and end it: "
                + open.stream().map(each -> each.abortCommand(client.servers())).collect(Collectors.joining("; ")));
    }

    private void write(TransactionResult result, TransactionDescription coordinator, List<OpenTransaction> open)
            throws Exception {
        if (open.isEmpty()) {
            return;
        }
        LOG.warn(
                "Kafka at {} has ended the last transaction of {} by {} and left it open in {}: the markers that are missing"
                        + " are written",
                client.servers(),
                transactionalId,
                result,
                open);
        Markers markers = new Markers(client, limit);
        for (OpenTransaction each : ledgerLast(open)) {
            markers.write(
                    leader(each.partition()),
                    new TxnMarkerEntry(
                            each.producerId(),
                            (short) coordinator.producerEpoch(),
                            each.coordinatorEpoch(),
                            result,
                            List.of(each.partition()),
                            (short) 0));
            writtenMarkers.add(1);
        }
    }

    private List<OpenTransaction> ledgerLast(List<OpenTransaction> open) {
        List<OpenTransaction> ordered = new ArrayList<>();
        open.stream().filter(each -> !each.partition().equals(ledger)).forEach(ordered::add);
        open.stream().filter(each -> each.partition().equals(ledger)).forEach(ordered::add);
        return ordered;
    }

    private Node leader(TopicPartition partition) throws Exception {
        TopicDescription topic = admin.describeTopics(List.of(partition.topic()))
                .allTopicNames()
                .get()
                .get(partition.topic());
        for (TopicPartitionInfo info : topic == null ? List.<TopicPartitionInfo>of() : topic.partitions()) {
            if (info.partition() == partition.partition() && info.leader() != null) {
                return info.leader();
            }
        }
        throw new IOException("partition " + partition + " has no leader now");
    }

    /** Null if it knows nothing of the id. */
    private @Nullable TransactionDescription coordinator() throws Exception {
        try {
            return admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionalIdNotFoundException) {
                return null;
            }
            throw e;
        }
    }

    private boolean raisesEpochs() throws Exception {
        FinalizedVersionRange version = admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get(TRANSACTION_VERSION);
        return version != null && version.maxVersionLevel() >= RAISES_EPOCHS;
    }

    private Set<TopicPartition> partitionsOf(Collection<String> topics) throws Exception {
        Set<TopicPartition> partitions = new HashSet<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            TopicDescription description = allowed(topic.getKey(), topic.getValue());
            if (description != null) {
                description
                        .partitions()
                        .forEach(info -> partitions.add(new TopicPartition(topic.getKey(), info.partition())));
            }
        }
        return partitions;
    }

    private List<OpenTransaction> open(Collection<TopicPartition> partitions, long producerId) throws Exception {
        DescribeProducersResult asked = admin.describeProducers(partitions);
        long unknownUntil = clock.nanos() + SETTLE.toNanos();
        List<OpenTransaction> open = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            KafkaFuture<PartitionProducerState> answer = asked.partitionResult(partition);
            if (!isAnswered(answer, unknownUntil - clock.nanos()) && isGone(partition)) {
                continue;
            }
            PartitionProducerState state = allowed(partition.topic(), answer);
            if (state != null) {
                state.activeProducers().stream()
                        .filter(producer -> producer.producerId() == producerId
                                && producer.currentTransactionStartOffset().isPresent())
                        .forEach(producer -> open.add(OpenTransaction.of(partition, producer)));
            }
        }
        return open;
    }

    /** Kafka's client asks for the producers of a partition that is unknown again and again, up to its limit. */
    private static boolean isAnswered(KafkaFuture<?> answer, long nanos) throws InterruptedException {
        try {
            answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // Thrown again to who takes the answer.
        }
    }

    private boolean isGone(TopicPartition partition) throws Exception {
        return !partitionsOf(List.of(partition.topic())).contains(partition);
    }

    /** Null of a topic that is gone, or may not be looked at. */
    private <T> @Nullable T allowed(String topic, KafkaFuture<T> answer) throws Exception {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                if (notAllowed.add(topic)) {
                    LOG.warn(
                            "Topic {} may not be looked at for transactions of {} that Kafka has left open there: allow Read",
                            topic,
                            transactionalId);
                }
                return null;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
