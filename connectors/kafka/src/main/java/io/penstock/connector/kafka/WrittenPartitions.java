package io.penstock.connector.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Which partitions have records of a transaction, as far as Kafka has said so: a producer's thread, for each record. */
final class WrittenPartitions implements Callback {
    private final Set<TopicPartition> partitions = ConcurrentHashMap.newKeySet();
    /** The one of the last record, as records come in batches of one partition. */
    private volatile @Nullable TopicPartition last;

    @Override
    public void onCompletion(RecordMetadata sent, @Nullable Exception failure) {
        if (failure != null) {
            return;
        }
        TopicPartition known = last;
        if (known == null
                || known.partition() != sent.partition()
                || !known.topic().equals(sent.topic())) {
            TopicPartition next = new TopicPartition(sent.topic(), sent.partition());
            partitions.add(next);
            last = next;
        }
    }

    Set<TopicPartition> get() {
        return Set.copyOf(partitions);
    }

    void clear() {
        partitions.clear();
        last = null;
    }
}
