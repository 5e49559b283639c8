package io.penstock.connector.kafka;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends records at once. What Kafka refuses later fails the next write, or the checkpoint. */
final class DirectWriter<T> implements SinkWriter<T, OutboxChunk> {
    private final RecordMapping<T> mapping;
    private final Producer<byte[], byte[]> producer;
    private final SinkContext context;
    private final ConnectorMetrics.Counter bytesWritten;
    /** Set by the producer's own thread. */
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    /** One for all records. */
    private final Callback onSent = (metadata, refused) -> onSent(refused);

    DirectWriter(RecordMapping<T> mapping, Producer<byte[], byte[]> producer, SinkContext context) {
        this.mapping = mapping;
        this.producer = producer;
        this.context = context;
        this.bytesWritten = context.environment().metrics().counter("bytesWritten");
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    public void write(RecordBatch<T> batch) throws Exception {
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            // Each time: a producer that knows no broker waits at every record.
            failIfRefused();
            ProducerRecord<byte[], byte[]> record = mapping.toRecord(batch.value(i), batch.timestampMillis(i));
            producer.send(record, onSent);
            bytes += (long) size(record.key()) + size(record.value());
        }
        bytesWritten.add(bytes);
    }

    private static int size(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    private void onSent(@Nullable Exception refused) {
        if (refused != null) {
            failure.compareAndSet(null, refused);
        }
    }

    @Override
    public List<OutboxChunk> prepare(long epoch) throws Exception {
        producer.flush();
        failIfRefused();
        return List.of();
    }

    private void failIfRefused() throws Exception {
        Exception refused = failure.get();
        if (refused != null) {
            throw KafkaFailures.of("Kafka did not take a record of sink " + context.sinkName(), refused);
        }
    }

    @Override
    public void close() {
        // What is not flushed belongs to no checkpoint, and comes again.
        producer.close(Duration.ZERO);
    }
}
