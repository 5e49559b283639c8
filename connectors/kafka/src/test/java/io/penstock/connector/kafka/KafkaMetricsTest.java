package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.connector.Environment;
import io.penstock.connector.Metric;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SplitReader;
import io.penstock.connector.contract.ListBuffer;
import io.penstock.connector.outbox.OutboxChunk;
import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaMetricsTest {
    private final Environment environment = Environment.standalone();

    private SortedMap<String, Metric> metrics() {
        return environment.metrics().now();
    }

    private static void read(SplitReader<String, KafkaSplit> partition, ListBuffer<String> out, int records) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            int left = records - out.values().size();
            if (left > 0) {
                partition.read(out.room(left));
            }
            return out.values().size() == records;
        });
    }

    @Test
    void lagIsWhatAllPartitionsOfATaskHoldAndWasNotGivenOut() throws Exception {
        Topic topic = Topic.create(KafkaBroker.shared(), "lag", 2);
        topic.send(0, "1", "2", "3", "4", "5");
        topic.send(1, "6", "7");
        KafkaSource<String> source = KafkaSource.strings(topic.servers, topic.name);
        List<KafkaSplit> splits = source.splits();
        try (SourceReader<String, KafkaSplit> reader =
                        source.reader(new ReadSettings("job", "source", 0, () -> {}, environment));
                SplitReader<String, KafkaSplit> first = reader.open(splits.get(0));
                SplitReader<String, KafkaSplit> second = reader.open(splits.get(1))) {
            ListBuffer<String> out = new ListBuffer<>();

            read(first, out, 2);
            read(second, out, 3);

            assertThat(metrics()).containsEntry("lagRecords", new Metric.Level(3 + 1));

            read(first, out, 6);
            read(second, out, 7);

            assertThat(metrics()).containsEntry("lagRecords", new Metric.Level(0));
            int eachKeyAndValue = "key 1".length() + "1".length();
            assertThat(metrics()).containsEntry("bytesRead", new Metric.Count(7L * eachKeyAndValue));
        }
    }

    @Test
    void transactionsThatAreCommittedCountWithTheTimeTheyTookAndThoseThatFailBesideThem() throws Exception {
        Topic topic = Topic.create(KafkaBroker.shared(), "out", 1, Map.of("max.message.bytes", "2000"));
        SinkContext context =
                new SinkContext("job", UUID.randomUUID().toString(), "sink", 0, 1, 1, Long.MAX_VALUE, environment);
        try (Lane<String> lane = Lane.open(KafkaSink.strings(topic.servers, topic.name), context)) {
            lane.commit(lane.prepare(1, "a"));
            lane.commit(lane.prepare(2, "b", "c"));

            assertThat(metrics().get("transactions")).isInstanceOfSatisfying(Metric.Durations.class, committed -> {
                assertThat(committed.count()).isEqualTo(2);
                assertThat(committed.totalNanos()).isGreaterThan(committed.greatestNanos());
                assertThat(committed.greatestNanos()).isPositive();
            });
            assertThat(metrics()).containsEntry("failedTransactions", new Metric.Count(0));

            List<OutboxChunk> third = lane.prepare(3, "too large for the topic ".repeat(100));
            assertThatThrownBy(() -> lane.commit(third)).isInstanceOf(PermanentFailureException.class);

            assertThat(metrics()).containsEntry("failedTransactions", new Metric.Count(1));
            assertThat(metrics().get("transactions"))
                    .isInstanceOfSatisfying(Metric.Durations.class, committed -> assertThat(committed.count())
                            .isEqualTo(2));
            assertThat(metrics()).containsEntry("strandedMarkers", new Metric.Count(0));
        }
    }
}
