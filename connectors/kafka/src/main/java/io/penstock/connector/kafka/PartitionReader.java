package io.penstock.connector.kafka;

import io.penstock.connector.BadRecordException;
import io.penstock.connector.ReadBuffer;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.SplitReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;

/** Reads one partition, by the consumer of its task. */
final class PartitionReader<T> implements SplitReader<T, KafkaSplit> {
    private final KafkaReader<T> reader;
    private final TopicPartition partition;
    private final KafkaDeserializer<T> deserializer;
    private final BadRecords badRecords;
    private final long start;
    private KafkaSplit split;

    PartitionReader(
            KafkaReader<T> reader,
            TopicPartition partition,
            KafkaSplit split,
            KafkaDeserializer<T> deserializer,
            BadRecords badRecords) {
        this.reader = reader;
        this.partition = partition;
        this.split = split;
        this.start = Math.max(0, split.offset());
        this.deserializer = deserializer;
        this.badRecords = badRecords;
    }

    @Override
    public ReadStatus read(ReadBuffer<T> out) throws Exception {
        if (isAtEnd()) {
            return ReadStatus.FINISHED;
        }
        boolean polled = false;
        long next = split.offset();
        ReadStatus status = ReadStatus.MORE;
        // Records that are left out take no room, but no more than there is room for are looked at.
        for (int left = out.remaining(); left > 0; ) {
            ConsumerRecord<byte[], byte[]> record = reader.next(partition);
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
                next = split.end();
                break;
            }
            add(record, out);
            next = record.offset() + 1;
            left--;
        }
        if (status == ReadStatus.IDLE) {
            next = reader.position(partition, next);
        }
        split = split.at(next);
        return isAtEnd() ? ReadStatus.FINISHED : status;
    }

    private boolean isAtEnd() {
        return split.end() != KafkaSplit.NO_END && (split.offset() >= split.end() || reader.isGone(partition));
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
        return split;
    }

    @Override
    public double progress() {
        if (split.end() == KafkaSplit.NO_END) {
            return -1;
        }
        return split.end() <= start
                ? 1
                : Math.min(1, Math.max(0, (split.offset() - start) / (double) (split.end() - start)));
    }

    @Override
    public void close() {
        reader.close(partition);
    }
}
