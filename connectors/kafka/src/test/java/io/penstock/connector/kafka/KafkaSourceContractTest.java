package io.penstock.connector.kafka;

import com.typesafe.config.ConfigFactory;
import io.penstock.connector.ErrorPolicy;
import io.penstock.connector.Source;
import io.penstock.connector.contract.BadRecordContract;
import io.penstock.connector.contract.ChangedSplitContract;
import io.penstock.connector.contract.Seeds;
import io.penstock.connector.contract.SourceContract;
import io.penstock.connector.contract.WaitingReadContract;
import io.penstock.servers.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;

@Seeds(2)
class KafkaSourceContractTest extends SourceContract<String, KafkaSplit>
        implements BadRecordContract<String, KafkaSplit>,
                ChangedSplitContract<String, KafkaSplit>,
                WaitingReadContract<String, KafkaSplit> {
    private static final int PARTITIONS = 2;
    private static final int EACH = 7;

    @SuppressWarnings("NullAway.Init")
    private Topic topic;

    @BeforeEach
    void createTopic() throws Exception {
        topic = Topic.create(KafkaBroker.shared(), "contract", PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topic.send(partition, ofPartition(partition).toArray(new String[0]));
        }
    }

    private static List<String> ofPartition(int partition) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            values.add("partition " + partition + " value " + i);
        }
        return values;
    }

    @Override
    public Source<String, KafkaSplit> source() {
        return KafkaSource.strings(topic.servers, topic.name).stopAt(Offsets.latest());
    }

    @Override
    public List<String> records() {
        List<String> all = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.addAll(ofPartition(partition));
        }
        return all;
    }

    @Override
    public Source<String, KafkaSplit> sourceWithBadRecords(ErrorPolicy policy) throws Exception {
        Topic bad = Topic.create(KafkaBroker.shared(), "bad", 1);
        bad.send(0, "1", "x", "3");
        return KafkaSource.of(
                        bad.servers,
                        record -> Integer.toString(Integer.parseInt(String.valueOf(record.valueText()))),
                        bad.name)
                .stopAt(Offsets.latest())
                .onError(policy);
    }

    @Override
    public List<String> goodRecords() {
        return List.of("1", "3");
    }

    @Override
    public int badRecords() {
        return 1;
    }

    @Override
    public Source<String, KafkaSplit> changedSource() throws Exception {
        topic.delete();
        Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            topic.create(PARTITIONS, Map.of());
            return true;
        });
        topic.send(0, ofPartition(0).toArray(new String[0]));
        return source();
    }

    @Override
    public Source<String, KafkaSplit> waitingSource() throws Exception {
        Topic empty = Topic.create(KafkaBroker.shared(), "empty", 1);
        return KafkaSource.strings(empty.servers, empty.name)
                .settings(ConfigFactory.parseString("source.poll = 1 h")
                        .withFallback(ConfigFactory.load().getConfig("penstock.connector.kafka")));
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(1);
    }
}
