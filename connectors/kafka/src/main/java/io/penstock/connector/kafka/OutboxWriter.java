package io.penstock.connector.kafka;

import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.Outbox;
import io.penstock.connector.outbox.OutboxChunk;
import java.io.IOException;
import java.util.List;

/** Keeps the records of the epoch until its checkpoint is complete; sends nothing. */
final class OutboxWriter<T> implements SinkWriter<T, OutboxChunk> {
    private final RecordMapping<T> mapping;
    private final int maxRequestBytes;
    private final Outbox outbox;

    OutboxWriter(RecordMapping<T> mapping, KafkaSinkSettings settings, int maxRequestBytes, SinkContext context) {
        this.mapping = mapping;
        this.maxRequestBytes = maxRequestBytes;
        this.outbox = new Outbox(settings.chunkBytes(), settings.maxEpochBytes(), context);
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException, PermanentFailureException {
        for (int i = 0; i < batch.size(); i++) {
            RecordBytes.write(mapping, batch.value(i), batch.timestampMillis(i), maxRequestBytes, outbox.begin());
            outbox.end();
        }
    }

    @Override
    public List<OutboxChunk> prepare(long epoch) {
        return outbox.seal(epoch);
    }

    @Override
    public void close() {
        outbox.clear();
    }
}
