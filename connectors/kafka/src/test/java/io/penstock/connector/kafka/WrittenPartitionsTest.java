package io.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WrittenPartitionsTest {
    private final WrittenPartitions written = new WrittenPartitions();

    private static RecordMetadata in(String topic, int partition) {
        return new RecordMetadata(new TopicPartition(topic, partition), 0, 0, -1, -1, -1);
    }

    @Test
    void eachPartitionOfEachTopicIsKnownHoweverOftenTheyTakeTurns() {
        for (int round = 0; round < 2; round++) {
            written.onCompletion(in("a", 0), null);
            written.onCompletion(in("a", 0), null);
            written.onCompletion(in("a", 1), null);
            written.onCompletion(in("b", 1), null);
        }

        assertThat(written.get())
                .containsExactlyInAnyOrder(
                        new TopicPartition("a", 0), new TopicPartition("a", 1), new TopicPartition("b", 1));
    }

    @Test
    void partitionOfTheLastRecordIsKnownAgainInTheNextTransaction() {
        written.onCompletion(in("a", 0), null);
        written.clear();
        assertThat(written.get()).isEmpty();

        written.onCompletion(in("a", 0), null);
        assertThat(written.get()).containsExactly(new TopicPartition("a", 0));
    }

    @Test
    void whatKafkaRefusedIsNotWritten() {
        written.onCompletion(in("a", 0), new TimeoutException());

        assertThat(written.get()).isEmpty();
    }
}
