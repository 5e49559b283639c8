package io.penstock.connector.socket;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.util.List;

/** Sends records at once; an epoch ends when all of it is acknowledged. */
final class FramedWriter<T> implements SinkWriter<T, OutboxChunk> {
    private final FramedSink.Encoder<T> encoder;
    private final FrameClient client;
    private final ConnectorMetrics.Counter bytesWritten;

    FramedWriter(FrameTarget target, FramedSink.Encoder<T> encoder, SinkContext context) {
        this.encoder = encoder;
        // Numbers begin anew with each writer, so each one is another client.
        String name = FramedCommitter.client(context, context.lane()) + "/" + context.generation() + "-"
                + context.environment().clock().freshId();
        ConnectorMetrics metrics = context.environment().metrics();
        this.client = new FrameClient(target, name, 0, true, metrics.counter("reconnects"));
        this.bytesWritten = metrics.counter("bytesWritten");
    }

    @Override
    public void write(RecordBatch<T> batch) throws Exception {
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            byte[] payload = encoder.encode(batch.value(i));
            client.send(payload);
            bytes += payload.length;
        }
        bytesWritten.add(bytes);
    }

    @Override
    public List<OutboxChunk> prepare(long epoch) throws Exception {
        client.flush();
        return List.of();
    }

    @Override
    public void close() {
        client.close();
    }
}
