package io.penstock.connector.socket;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.Outbox;
import io.penstock.connector.outbox.OutboxChunk;
import java.io.IOException;
import java.util.List;

/** Keeps the records of the epoch, numbered, until its checkpoint is complete; sends nothing. */
final class FramedOutboxWriter<T> implements SinkWriter<T, OutboxChunk> {
    private final FrameTarget target;
    private final FramedSink.Encoder<T> encoder;
    private final Outbox outbox;
    private int records;

    FramedOutboxWriter(FrameTarget target, FramedSink.Encoder<T> encoder, SinkContext context) {
        Limits.Sinks limits = target.limits().sinks();
        this.target = target;
        this.encoder = encoder;
        this.outbox = new Outbox(limits.chunkBytes(), limits.maxEpochBytes(), context);
    }

    @Override
    public void write(RecordBatch<T> batch) throws Exception {
        for (int i = 0; i < batch.size(); i++) {
            byte[] payload = encoder.encode(batch.value(i));
            if (payload.length > target.limits().maxRecordBytes()) {
                throw new IOException("a record has " + payload.length + " bytes: expected at most "
                        + target.limits().maxRecordBytes()
                        + " (penstock.connector.sockets.max-record-bytes)");
            }
            EpochRecord.write(records, payload, outbox.begin());
            records++;
            outbox.end();
        }
    }

    @Override
    public List<OutboxChunk> prepare(long epoch) {
        if (records == 0) {
            return List.of();
        }
        records = 0;
        return outbox.seal(epoch);
    }

    @Override
    public void close() {
        outbox.clear();
    }
}
