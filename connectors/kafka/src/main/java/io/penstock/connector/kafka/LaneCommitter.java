package io.penstock.connector.kafka;

import io.penstock.codec.BinaryInput;
import io.penstock.connector.ConnectorClock;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.SinkContext;
import io.penstock.connector.outbox.LaneLedger;
import io.penstock.connector.outbox.LedgerConflictException;
import io.penstock.connector.outbox.LedgerEntry;
import io.penstock.connector.outbox.OutboxChunk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the chunks of one lane: each transaction holds records and the ledger entry that says so.
 *
 * <p>Kafka may count a transaction as over and hold it open in a partition all the same; such ones are ended before anything
 * is read from the ledger, and before the next one takes their records along ({@link StrandedTransactions}).
 *
 * <p>A producer that has failed, for whatever reason, is thrown away, since the result of its last transaction is not
 * known. The next attempt begins as a start does: look at the ledger, so as not to disturb a process that is ahead of this
 * one; open a producer with the lane's transactional id, which ends its open transaction and shuts out all other producers;
 * read the ledger, which nobody but this one can change now.
 */
final class LaneCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(LaneCommitter.class);

    private final Producers producers;
    private final LedgerTopic ledgerTopic;
    private final String topic;
    private final KafkaSinkSettings settings;
    private final SinkContext context;
    private final int lane;
    private final LaneLedger ledger;
    private final StrandedTransactions stranded;
    private final WrittenPartitions written = new WrittenPartitions();
    private final ConnectorClock clock;
    private final ConnectorMetrics.Timer transactions;
    private final ConnectorMetrics.Counter failedTransactions;
    private @Nullable Producer<byte[], byte[]> producer;
    /** Kept over attempts: the answer to one that ended what was under way may have been lost. */
    private boolean endedByOpening;

    LaneCommitter(
            Producers producers,
            LedgerTopic ledgerTopic,
            String topic,
            KafkaSinkSettings settings,
            SinkContext context,
            int lane) {
        this.producers = producers;
        this.ledgerTopic = ledgerTopic;
        this.topic = topic;
        this.settings = settings;
        this.context = context;
        this.lane = lane;
        this.ledger = new LaneLedger(
                "lane " + lane + " of sink " + context.sinkName() + " of job " + context.jobName() + ", ledger topic "
                        + settings.ledgerTopic(),
                context);
        this.stranded = producers.stranded(context, lane, ledgerTopic.partition());
        this.clock = context.environment().clock();
        ConnectorMetrics metrics = context.environment().metrics();
        this.transactions = metrics.timer("transactions");
        this.failedTransactions = metrics.counter("failedTransactions");
    }

    /** Shuts out whoever wrote this lane before, and learns what is applied. Once, before anything else. */
    void open() throws Exception {
        ledger.begin(ledgerTopic.look(context, lane));
        openProducer(ledger::begin);
    }

    /** Applies what is not applied yet of chunks in order; may be repeated after an exception. */
    void commit(List<OutboxChunk> chunks) throws Exception {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            ledger.pending(chunks, ledgerTopic.look(context, lane));
            open = openProducer(found -> ledger.pending(chunks, found));
        }
        for (List<OutboxChunk> together : transactions(ledger.pending(chunks))) {
            apply(open, together);
        }
    }

    /** Looks at what the ledger says when nobody else can change it any more. */
    @FunctionalInterface
    private interface Check {
        void check(@Nullable LedgerEntry found) throws LedgerConflictException;
    }

    private Producer<byte[], byte[]> openProducer(Check check) throws Exception {
        endedByOpening |= stranded.end(List.of(topic), written.get(), endedByOpening);
        Producer<byte[], byte[]> opened = producers.transactional(context, lane);
        try {
            opened.initTransactions();
            stranded.end(List.of(topic), written.get(), endedByOpening);
            endedByOpening = false;
            check.check(ledgerTopic.settled(context, lane));
            producer = opened;
            return opened;
        } catch (KafkaException e) {
            opened.close(Duration.ZERO);
            throw KafkaFailures.of(
                    "transactional id " + Producers.transactionalId(context, lane) + " could not be taken", e);
        } catch (Exception e) {
            opened.close(Duration.ZERO);
            throw e;
        }
    }

    /** An epoch is one transaction, or, if it is too large for one, several. */
    private List<List<OutboxChunk>> transactions(List<OutboxChunk> chunks) {
        List<List<OutboxChunk>> transactions = new ArrayList<>();
        List<OutboxChunk> current = new ArrayList<>();
        long bytes = 0;
        for (OutboxChunk chunk : chunks) {
            boolean sameEpoch = !current.isEmpty() && current.get(0).epoch() == chunk.epoch();
            if (!sameEpoch || bytes + chunk.bytes().length > settings.transactionBytes()) {
                current = new ArrayList<>();
                transactions.add(current);
                bytes = 0;
            }
            current.add(chunk);
            bytes += chunk.bytes().length;
        }
        return transactions;
    }

    private void apply(Producer<byte[], byte[]> open, List<OutboxChunk> chunks) throws Exception {
        LedgerEntry entry = LedgerEntry.behind(chunks.get(chunks.size() - 1), context.generation());
        stranded.end(List.of(), written.get(), false);
        written.clear();
        long begin = clock.nanos();
        try {
            open.beginTransaction();
            // First, and acknowledged: if each record names its topic, nobody knows where else to look for what is
            // open.
            Producers.sendNow(open, ledgerTopic.record(context, lane, entry), written);
            for (OutboxChunk chunk : chunks) {
                send(open, chunk);
            }
            open.commitTransaction();
        } catch (RuntimeException e) {
            throwAway(open);
            throw failed(chunks, e);
        }
        awaitMarkers(open);
        transactions.took(clock.nanos() - begin);
        ledger.applied(entry);
    }

    /**
     * Kafka says that a transaction is committed before its partitions know. Looked at here and not only before the next
     * transaction, which may never come: what is stranded would stay hidden from readers, and all behind it.
     */
    private void awaitMarkers(Producer<byte[], byte[]> open) throws Exception {
        try {
            stranded.end(List.of(), written.get(), false);
        } catch (Exception e) {
            throwAway(open);
            throw e;
        }
    }

    /** What became of its last transaction is not known here; the ledger will tell. */
    private void throwAway(Producer<byte[], byte[]> failed) {
        failedTransactions.add(1);
        producer = null;
        failed.close(Duration.ZERO);
    }

    private void send(Producer<byte[], byte[]> open, OutboxChunk chunk) {
        BinaryInput in = new BinaryInput(chunk.bytes());
        for (int i = 0; i < chunk.records(); i++) {
            Producers.send(open, RecordBytes.read(in, topic), written);
        }
        in.expectEnd();
    }

    private Exception failed(List<OutboxChunk> chunks, RuntimeException cause) {
        OutboxChunk first = chunks.get(0);
        String what = "epoch " + first.epoch() + " of lane " + lane;
        if (isFenced(cause)) {
            LOG.warn("The producer of {} was shut out by another process, or by a later generation", what, cause);
            return new IOException(
                    what + " was not committed: another process, or a later generation of this job, has taken over"
                            + " transactional id " + Producers.transactionalId(context, lane),
                    cause);
        }
        return KafkaFailures.of(
                "the commit of " + what + " (" + chunks.size() + " chunks from part " + (first.part() + 1) + " of "
                        + first.parts() + ") has failed or its result is not known; the ledger will tell",
                cause);
    }

    private static boolean isFenced(@Nullable Throwable cause) {
        return cause != null
                && (cause instanceof ProducerFencedException
                        || cause instanceof InvalidProducerEpochException
                        || isFenced(cause.getCause()));
    }

    void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
        stranded.close();
    }
}
