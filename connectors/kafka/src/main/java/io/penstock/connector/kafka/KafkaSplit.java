package io.penstock.connector.kafka;

/**
 * A partition of a topic and where in it we are. Written into snapshots: a component may be added, none may change its
 * meaning.
 *
 * @param topicId what Kafka calls the topic itself: another one if it was deleted and made again
 * @param offset of the next record, or {@link #EARLIEST}
 * @param end where to stop, or {@link #NO_END}
 */
public record KafkaSplit(String topic, int partition, String topicId, long offset, long end) {
    /** The first record there is when the partition is opened. */
    static final long EARLIEST = -2;
    /** Never stop. */
    static final long NO_END = -1;

    KafkaSplit at(long next) {
        return new KafkaSplit(topic, partition, topicId, next, end);
    }

    /** The same of another topic with this name. */
    KafkaSplit of(String otherTopicId) {
        return new KafkaSplit(topic, partition, otherTopicId, offset, end);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + (offset == EARLIEST ? " from its beginning" : " offset " + offset)
                + (end == NO_END ? "" : " of " + end);
    }
}
