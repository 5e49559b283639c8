package io.penstock.connector.kafka;

import io.penstock.function.ProcessContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * How values become records of Kafka. The functions are used by all lanes, so they keep no state.
 *
 * @param topic where records go if {@code topicOf} is null
 * @param topicOf where each goes
 * @param key gives null for none
 * @param value gives null for a record that deletes its key
 * @param partition gives a negative number where Kafka is to choose
 * @param timestamp in milliseconds; null for the event time
 */
record RecordMapping<T>(
        String topic,
        @Nullable Function<? super T, String> topicOf,
        @Nullable Function<? super T, byte @Nullable []> key,
        Function<? super T, byte @Nullable []> value,
        @Nullable ToIntFunction<? super T> partition,
        @Nullable Function<? super T, List<KafkaHeader>> headers,
        @Nullable ToLongFunction<? super T> timestamp) {

    static <T> RecordMapping<T> of(String topic, Function<? super T, byte @Nullable []> value) {
        return new RecordMapping<>(topic, null, null, value, null, null, null);
    }

    RecordMapping<T> withTopicOf(Function<? super T, String> changed) {
        return new RecordMapping<>(topic, changed, key, value, partition, headers, timestamp);
    }

    RecordMapping<T> withKey(Function<? super T, byte @Nullable []> changed) {
        return new RecordMapping<>(topic, topicOf, changed, value, partition, headers, timestamp);
    }

    RecordMapping<T> withPartition(ToIntFunction<? super T> changed) {
        return new RecordMapping<>(topic, topicOf, key, value, changed, headers, timestamp);
    }

    RecordMapping<T> withHeaders(Function<? super T, List<KafkaHeader>> changed) {
        return new RecordMapping<>(topic, topicOf, key, value, partition, changed, timestamp);
    }

    RecordMapping<T> withTimestamp(ToLongFunction<? super T> changed) {
        return new RecordMapping<>(topic, topicOf, key, value, partition, headers, changed);
    }

    String topicFor(T item) {
        return topicOf == null ? topic : topicOf.apply(item);
    }

    byte @Nullable [] keyFor(T item) {
        return key == null ? null : key.apply(item);
    }

    byte @Nullable [] valueFor(T item) {
        return value.apply(item);
    }

    List<KafkaHeader> headersFor(T item) {
        return headers == null ? List.of() : headers.apply(item);
    }

    /** The partition, or -1. */
    int partitionFor(T item) {
        return partition == null ? -1 : Math.max(-1, partition.applyAsInt(item));
    }

    /** The time, or -1 if Kafka is to take that of sending: also for times before 1970, which it cannot hold. */
    long timestampFor(T item, long eventTimeMillis) {
        long time = timestamp == null ? eventTimeMillis : timestamp.applyAsLong(item);
        return time == ProcessContext.NO_TIMESTAMP ? -1 : Math.max(-1, time);
    }

    ProducerRecord<byte[], byte[]> toRecord(T item, long eventTimeMillis) {
        int to = partitionFor(item);
        long time = timestampFor(item, eventTimeMillis);
        return record(topicFor(item), to, time, keyFor(item), valueFor(item), headersFor(item));
    }

    @SuppressWarnings("NullAway") // Kafka's client takes null for partition, time, key, value and headers
    static ProducerRecord<byte[], byte[]> record(
            String topic,
            int partition,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<KafkaHeader> headers) {
        return new ProducerRecord<>(
                topic,
                partition < 0 ? null : partition,
                timestampMillis < 0 ? null : timestampMillis,
                key,
                value,
                headers.isEmpty() ? null : converted(headers));
    }

    private static List<Header> converted(List<KafkaHeader> headers) {
        List<Header> converted = new ArrayList<>(headers.size());
        for (KafkaHeader header : headers) {
            converted.add(new RecordHeader(header.name(), header.value()));
        }
        return converted;
    }
}
