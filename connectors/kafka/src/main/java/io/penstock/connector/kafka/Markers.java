package io.penstock.connector.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.BootstrapConfiguration;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Gives partitions the markers that their coordinator has left out. Kafka's admin client can send those of aborted
 * transactions only, and the ones that are missing are mostly those of commits; so this sends the coordinator's own request,
 * with classes of Kafka's client that are public but no promise.
 */
final class Markers {
    private static final long BACKOFF_MILLIS = 50;

    private final KafkaClient client;
    private final Duration limit;

    /** @param limit for each request */
    Markers(KafkaClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    /**
     * Writes markers to the partitions that one broker leads.
     *
     * @throws Exception as {@link KafkaFailures} tells them apart, the right {@code Alter} of the cluster among them
     */
    void write(Node leader, TxnMarkerEntry marker) throws Exception {
        WriteTxnMarkersResponse response = send(leader, marker);
        Map<TopicPartition, Errors> errors = response.errorsByProducerId().getOrDefault(marker.producerId(), Map.of());
        for (TopicPartition partition : marker.partitions()) {
            Errors error = errors.getOrDefault(partition, Errors.UNKNOWN_SERVER_ERROR);
            if (error != Errors.NONE) {
                throw KafkaFailures.of(
                        "the marker (" + marker.transactionResult() + ") that partition " + partition
                                + " needs, so that the transaction of producer " + marker.producerId()
                                + " is no longer open there, could not be written",
                        error.exception());
            }
        }
    }

    private WriteTxnMarkersResponse send(Node leader, TxnMarkerEntry marker) throws IOException {
        AdminClientConfig config = new AdminClientConfig(client.configured(Map.of(), Map.of()));
        LogContext log = new LogContext();
        int millis = (int) limit.toMillis();
        try (Metrics metrics = new Metrics();
                NetworkClient network = new NetworkClient(
                        new Selector(
                                millis,
                                metrics,
                                Time.SYSTEM,
                                "penstock-markers",
                                ClientUtils.createChannelBuilder(config, Time.SYSTEM, log),
                                log),
                        new ManualMetadataUpdater(List.of(leader)),
                        "penstock-markers",
                        1,
                        BACKOFF_MILLIS,
                        BACKOFF_MILLIS,
                        -1,
                        -1,
                        millis,
                        millis,
                        millis,
                        Time.SYSTEM,
                        true,
                        new ApiVersions(),
                        log,
                        MetadataRecoveryStrategy.NONE,
                        BootstrapConfiguration.DISABLED,
                        false)) {
            if (!NetworkClientUtils.awaitReady(network, leader, Time.SYSTEM, millis)) {
                throw new IOException("Kafka's broker " + leader + " did not answer within " + limit);
            }
            ClientRequest request = network.newClientRequest(
                    leader.idString(),
                    new WriteTxnMarkersRequest.Builder(List.of(marker)),
                    Time.SYSTEM.milliseconds(),
                    true);
            return (WriteTxnMarkersResponse) NetworkClientUtils.sendAndReceive(network, request, Time.SYSTEM)
                    .responseBody();
        }
    }
}
