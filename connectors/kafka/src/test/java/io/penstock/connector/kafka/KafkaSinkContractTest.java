package io.penstock.connector.kafka;

import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.contract.ExactlyOnceSinkContract;
import io.penstock.connector.contract.Seeds;
import io.penstock.connector.outbox.OutboxChunk;
import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.BeforeEach;

@Seeds(1)
class KafkaSinkContractTest extends ExactlyOnceSinkContract<String, OutboxChunk> {
    private final String jobId = UUID.randomUUID().toString();

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(KafkaBroker.shared(), "contract", 2);
    }

    @Override
    public Sink<String, OutboxChunk> sink() {
        return KafkaSink.strings(topic.servers, topic.name);
    }

    @Override
    public SinkContext context(int lane, int lanes, long generation, long restoredCheckpoint) {
        return new SinkContext("job", jobId, "sink", lane, lanes, generation, restoredCheckpoint);
    }

    @Override
    public String record(int number) {
        return "record " + number;
    }

    @Override
    public List<String> visible() {
        return topic.values();
    }

    /** Transactions that are still open. */
    @Override
    public List<String> leftovers() throws Exception {
        try (Admin admin = topic.admin()) {
            return admin.listTransactions().all().get(1, TimeUnit.MINUTES).stream()
                    .filter(transaction -> transaction.state() == TransactionState.ONGOING)
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.contains(jobId))
                    .toList();
        }
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(1);
    }
}
