package io.penstock.connector.kafka;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.connector.PermanentFailureException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as they wait in an outbox:
 *
 * <pre>
 *  +-------+-------------+------------------+-----------------+-----------+-------------+----------------------+
 *  | flags | topic, utf8 | partition varint | timestamp, long | key bytes | value bytes | headers, with number |
 *  +-------+-------------+------------------+-----------------+-----------+-------------+----------------------+
 * </pre>
 *
 * where the flags say which of them are there. A record without a topic goes to the topic of the sink.
 */
final class RecordBytes {
    private static final int TOPIC = 1;
    private static final int PARTITION = 2;
    private static final int TIMESTAMP = 4;
    private static final int KEY = 8;
    private static final int VALUE = 16;
    private static final int HEADERS = 32;

    private RecordBytes() {}

    /**
     * Appends a record.
     *
     * @param mostBytes that the producer would send in one request
     * @throws PermanentFailureException if the record is larger
     */
    static <T> void write(RecordMapping<T> mapping, T item, long eventTimeMillis, int mostBytes, BinaryOutput out)
            throws PermanentFailureException {
        byte @Nullable [] key = mapping.keyFor(item);
        byte @Nullable [] value = mapping.valueFor(item);
        int partition = mapping.partitionFor(item);
        long timestamp = mapping.timestampFor(item, eventTimeMillis);
        List<KafkaHeader> headers = mapping.headersFor(item);
        boolean ownTopic = mapping.topicOf() != null;
        int before = out.size();
        out.writeByte((ownTopic ? TOPIC : 0)
                | (partition >= 0 ? PARTITION : 0)
                | (timestamp >= 0 ? TIMESTAMP : 0)
                | (key != null ? KEY : 0)
                | (value != null ? VALUE : 0)
                | (headers.isEmpty() ? 0 : HEADERS));
        if (ownTopic) {
            out.writeUtf8(mapping.topicFor(item));
        }
        if (partition >= 0) {
            out.writeVarInt(partition);
        }
        if (timestamp >= 0) {
            out.writeLong(timestamp);
        }
        if (key != null) {
            out.writeBytes(key);
        }
        if (value != null) {
            out.writeBytes(value);
        }
        if (!headers.isEmpty()) {
            writeHeaders(headers, out);
        }
        if (out.size() - before > mostBytes) {
            throw new PermanentFailureException("a record for topic " + mapping.topicFor(item) + " has "
                    + (out.size() - before)
                    + " bytes, and the producer sends " + mostBytes + " at most: make records smaller, or raise the"
                    + " producer's max.request.size (and the topic's max.message.bytes)");
        }
    }

    private static void writeHeaders(List<KafkaHeader> headers, BinaryOutput out) {
        out.writeVarInt(headers.size());
        for (KafkaHeader header : headers) {
            out.writeUtf8(header.name());
            byte @Nullable [] value = header.value();
            out.writeBoolean(value != null);
            if (value != null) {
                out.writeBytes(value);
            }
        }
    }

    /** Reads one record. */
    static ProducerRecord<byte[], byte[]> read(BinaryInput in, String topicOfSink) {
        int flags = in.readByte();
        String topic = (flags & TOPIC) == 0 ? topicOfSink : in.readUtf8();
        int partition = (flags & PARTITION) == 0 ? -1 : in.readVarInt();
        long timestamp = (flags & TIMESTAMP) == 0 ? -1 : in.readLong();
        byte @Nullable [] key = (flags & KEY) == 0 ? null : in.readBytes();
        byte @Nullable [] value = (flags & VALUE) == 0 ? null : in.readBytes();
        List<KafkaHeader> headers = (flags & HEADERS) == 0 ? List.of() : readHeaders(in);
        return RecordMapping.record(topic, partition, timestamp, key, value, headers);
    }

    private static List<KafkaHeader> readHeaders(BinaryInput in) {
        int count = in.readLength("headers");
        List<KafkaHeader> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = in.readUtf8();
            headers.add(new KafkaHeader(name, in.readBoolean() ? in.readBytes() : null));
        }
        return headers;
    }
}
