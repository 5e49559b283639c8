package io.penstock.connector.socket;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.util.List;
import java.util.UUID;

/** Sends records at once; an epoch ends when all of it is acknowledged. */
final class FramedWriter<T> implements SinkWriter<T, OutboxChunk> {
    private final FramedSink.Encoder<T> encoder;
    private final FrameClient client;

    FramedWriter(FrameTarget target, FramedSink.Encoder<T> encoder, SinkContext context) {
        this.encoder = encoder;
        // Numbers begin anew with each writer, so each one is another client.
        String name =
                FramedCommitter.client(context, context.lane()) + "/" + context.generation() + "-" + UUID.randomUUID();
        this.client = new FrameClient(target, name, 0, true);
    }

    @Override
    public void write(RecordBatch<T> batch) throws Exception {
        for (int i = 0; i < batch.size(); i++) {
            client.send(encoder.encode(batch.value(i)));
        }
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
