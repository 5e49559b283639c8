package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Lists the partitions of topics, each with where to begin and where to end. */
final class Partitions {
    private final KafkaClient client;
    private final KafkaSourceSettings settings;

    Partitions(KafkaClient client, KafkaSourceSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** In the order of the topics' names and of the partitions' numbers. */
    List<KafkaSplit> list(WantedTopics topics) throws IOException, InterruptedException, PermanentFailureException {
        Duration request = settings.limits().request();
        return Asking.until(client, request, request, "list the partitions of " + topics, admin -> list(admin, topics));
    }

    private List<KafkaSplit> list(Admin admin, WantedTopics topics) throws Exception {
        Map<TopicPartition, String> ids =
                new TreeMap<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        for (TopicDescription topic : topics.describe(admin, client.servers())) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                ids.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        topic.topicId().toString());
            }
        }
        int most = settings.limits().maxPartitions();
        if (ids.size() > most) {
            throw new PermanentFailureException(topics + " at " + client.servers() + " have " + ids.size()
                    + " partitions, and a source may have " + most + ": name fewer topics, or raise "
                    + KafkaSinkSettings.PATH + ".source.max-partitions");
        }
        List<TopicPartition> partitions = List.copyOf(ids.keySet());
        Map<TopicPartition, Long> starts = resolve(admin, partitions, settings.start(), true);
        Map<TopicPartition, Long> stops = settings.stop().isEmpty()
                ? Map.of()
                : resolve(admin, partitions, settings.stop().get(), false);
        List<KafkaSplit> splits = new ArrayList<>();
        ids.forEach((partition, id) -> splits.add(new KafkaSplit(
                partition.topic(),
                partition.partition(),
                id,
                starts.getOrDefault(partition, KafkaSplit.EARLIEST),
                stops.getOrDefault(partition, KafkaSplit.NO_END))));
        return splits;
    }

    private static Map<TopicPartition, Long> resolve(
            Admin admin, List<TopicPartition> partitions, Offsets wanted, boolean start) throws Exception {
        if (wanted instanceof Offsets.Earliest) {
            return Map.of();
        }
        if (wanted instanceof Offsets.AtTime at) {
            Map<TopicPartition, Long> found =
                    offsets(admin, partitions, OffsetSpec.forTimestamp(at.time().toEpochMilli()));
            // Nothing so late yet.
            Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
            found.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
            return found;
        }
        Map<TopicPartition, Long> offsets = wanted instanceof Offsets.Latest || !start
                ? offsets(admin, partitions, OffsetSpec.latest())
                : new TreeMap<>(Comparator.comparing(TopicPartition::toString));
        if (wanted instanceof Offsets.Given given) {
            for (TopicPartition partition : partitions) {
                Long offset = given.offsets().get(partition.toString());
                if (offset != null) {
                    offsets.put(partition, offset);
                }
            }
        }
        return offsets;
    }

    /** Ends are those of what is committed, so that a source that stops there need not wait for open transactions. */
    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws Exception {
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get();
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .offset()));
    }
}
