package io.penstock.connector.kafka;

import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that a partition holds open.
 *
 * @param startOffset of its first record there
 * @param coordinatorEpoch of the last marker of the producer there
 */
record OpenTransaction(
        TopicPartition partition, long producerId, int producerEpoch, long startOffset, int coordinatorEpoch) {
    /** @param producer with an open transaction */
    static OpenTransaction of(TopicPartition partition, ProducerState producer) {
        return new OpenTransaction(
                partition,
                producer.producerId(),
                producer.producerEpoch(),
                producer.currentTransactionStartOffset().orElseThrow(),
                Math.max(0, producer.coordinatorEpoch().orElse(0)));
    }

    /** What somebody with the rights may type. */
    String abortCommand(String servers) {
        return "kafka-transactions.sh --bootstrap-server " + servers + " abort --topic " + partition.topic()
                + " --partition " + partition.partition() + " --start-offset " + startOffset;
    }

    @Override
    public String toString() {
        return partition + " from offset " + startOffset + " on (producer " + producerId + ", epoch " + producerEpoch
                + ")";
    }
}
