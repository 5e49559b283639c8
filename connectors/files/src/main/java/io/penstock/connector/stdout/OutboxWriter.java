package io.penstock.connector.stdout;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Keeps the lines of the epoch until its checkpoint is complete. */
final class OutboxWriter<T> implements SinkWriter<T, PreparedLines> {
    private final Function<? super T, String> format;
    private final int maxEpochBytes;
    private final SinkContext context;
    private StringBuilder lines = new StringBuilder();
    private long bytes;

    OutboxWriter(Function<? super T, String> format, int maxEpochBytes, SinkContext context) {
        this.format = format;
        this.maxEpochBytes = maxEpochBytes;
        this.context = context;
    }

    @Override
    public void write(RecordBatch<T> batch) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            String line = format.apply(batch.value(i));
            bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > maxEpochBytes) {
                throw new IOException("sink " + context.sinkName() + " of job " + context.jobName()
                        + " was to print more than " + maxEpochBytes + " bytes in one epoch: raise maxEpochBytes, take"
                        + " checkpoints more often, or print with StdoutSink.live()");
            }
            lines.append(line).append('\n');
        }
    }

    @Override
    public List<PreparedLines> prepare(long epoch) {
        if (bytes == 0) {
            return List.of();
        }
        PreparedLines prepared = new PreparedLines(epoch, lines.toString());
        lines = new StringBuilder();
        bytes = 0;
        return List.of(prepared);
    }

    @Override
    public void close() {
        lines = new StringBuilder();
        bytes = 0;
    }
}
