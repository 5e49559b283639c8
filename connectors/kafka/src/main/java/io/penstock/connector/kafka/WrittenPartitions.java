package io.penstock.connector.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Which partitions have records of a transaction, as far as Kafka has said so. */
final class WrittenPartitions implements Callback {
    private final Set<TopicPartition> partitions = ConcurrentHashMap.newKeySet();

    @Override
    public void onCompletion(RecordMetadata sent, @Nullable Exception failure) {
        if (failure == null) {
            partitions.add(new TopicPartition(sent.topic(), sent.partition()));
        }
    }

    Set<TopicPartition> get() {
        return Set.copyOf(partitions);
    }

    void clear() {
        partitions.clear();
    }
}
