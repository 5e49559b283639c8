package io.penstock.connector.kafka;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads one partition, by the consumer of its task. Its records wait here until they are asked for.
 *
 * <p>Not thread-safe: owned by a source task.
 */
final class PartitionReader<T> implements SplitReader<T, KafkaSplit> {
    private final KafkaReader<T> reader;
    private final TopicPartition name;
    private final KafkaDeserializer<T> deserializer;
    private final BadRecords badRecords;
    private final long start;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private KafkaSplit split;
    /** Of the next record; the split's is behind. */
    private long offset;

    private boolean gone;
    /** What was said of this partition's lag. */
    private long lag;

    PartitionReader(KafkaReader<T> reader, KafkaSplit split, KafkaDeserializer<T> deserializer, BadRecords badRecords) {
        this.reader = reader;
        this.name = new TopicPartition(split.topic(), split.partition());
        this.split = split;
        this.offset = split.offset();
        this.start = Math.max(0, split.offset());
        this.deserializer = deserializer;
        this.badRecords = badRecords;
    }

    TopicPartition name() {
        return name;
    }

    /** Whether its topic is that with this id, or, if it is gone, there is none. */
    boolean isOf(Optional<String> topicId) {
        return topicId.equals(gone ? Optional.empty() : Optional.of(split.topicId()));
    }

    /** To be read from here on; nothing of it waits. */
    void enter(KafkaSplit from) {
        split = from;
        offset = from.offset();
        gone = false;
    }

    /** There is nothing to be read any more, and the task may live with that; nothing of it waits. */
    void leave() {
        gone = true;
    }

    /** From an offset on, Kafka no longer has what was read, and may have something else. */
    void cutShort(long at) {
        waiting.removeIf(record -> record.offset() >= at);
        offset = Math.min(offset, at);
    }

    boolean isGone() {
        return gone;
    }

    /** No record waits. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        waiting.addAll(records);
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        if (isAtEnd()) {
            return ReadStatus.FINISHED;
        }
        boolean polled = false;
        long bytes = 0;
        ReadStatus status = ReadStatus.MORE;
        // Records that are left out take no room, but no more than there is room for are looked at.
        for (int left = out.remaining(); left > 0; ) {
            ConsumerRecord<byte[], byte[]> record = waiting.poll();
            if (record == null) {
                if (polled) {
                    status = ReadStatus.IDLE;
                    break;
                }
                polled = true;
                reader.poll();
                continue;
            }
            if (split.end() != KafkaSplit.NO_END && record.offset() >= split.end()) {
                offset = split.end();
                break;
            }
            add(record, out);
            bytes += size(record);
            offset = record.offset() + 1;
            left--;
        }
        reader.meters().bytesRead().add(bytes);
        if (status == ReadStatus.IDLE && !gone) {
            offset = reader.position(name, offset);
        }
        sayLag(isAtEnd() || gone ? 0 : left());
        return isAtEnd() ? ReadStatus.FINISHED : status;
    }

    private long left() {
        long left = waiting.size() + reader.notPolled(name);
        return split.end() == KafkaSplit.NO_END ? left : Math.min(left, split.end() - offset);
    }

    private void sayLag(long now) {
        reader.meters().lagRecords().add(now - lag);
        lag = now;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        return (long) Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    boolean isAtEnd() {
        return split.end() != KafkaSplit.NO_END && (offset >= split.end() || gone);
    }

    private void add(ConsumerRecord<byte[], byte[]> read, ReadBuffer<T> out) throws BadRecordException {
        boolean timed = read.timestampType() != TimestampType.NO_TIMESTAMP_TYPE && read.timestamp() >= 0;
        KafkaRecord record = new KafkaRecord(
                read.topic(),
                read.partition(),
                read.offset(),
                timed ? read.timestamp() : -1,
                read.key(),
                read.value(),
                headers(read));
        T value;
        try {
            value = deserializer.deserialize(record);
        } catch (Exception e) {
            badRecords.onBad(record, e, out);
            return;
        }
        if (value == null) {
            return;
        }
        if (timed) {
            out.add(value, read.timestamp());
        } else {
            out.add(value);
        }
    }

    private static List<KafkaHeader> headers(ConsumerRecord<byte[], byte[]> record) {
        Header[] found = record.headers().toArray();
        if (found.length == 0) {
            return List.of();
        }
        List<KafkaHeader> headers = new ArrayList<>(found.length);
        for (Header header : found) {
            headers.add(new KafkaHeader(header.key(), header.value()));
        }
        return headers;
    }

    @Override
    public KafkaSplit split() {
        return split.at(offset);
    }

    @Override
    public double progress() {
        if (split.end() == KafkaSplit.NO_END) {
            return -1;
        }
        return split.end() <= start ? 1 : Math.min(1, Math.max(0, (offset - start) / (double) (split.end() - start)));
    }

    @Override
    public void close() {
        sayLag(0);
        reader.close(name);
    }
}
