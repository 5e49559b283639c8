package io.penstock.connector.stdout;

import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps the lines of the epoch until its checkpoint is complete. */
final class OutboxWriter<T> implements SinkWriter<T, PreparedLines> {
    private final Function<? super T, String> format;
    private final int maxEpochBytes;
    private final SinkContext context;
    private final Optional<PrintNotes> notes;
    private StringBuilder lines = new StringBuilder();
    private long bytes;
    private boolean closed;

    /** @param notes of the file that they will be printed into, if that matters; are given back with this */
    OutboxWriter(
            Function<? super T, String> format, int maxEpochBytes, SinkContext context, Optional<PrintNotes> notes) {
        this.format = format;
        this.maxEpochBytes = maxEpochBytes;
        this.context = context;
        this.notes = notes;
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
        PreparedLines prepared = new PreparedLines(
                epoch,
                lines.toString(),
                context.lane(),
                notes.map(PrintNotes::id).orElse(null));
        lines = new StringBuilder();
        bytes = 0;
        return List.of(prepared);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            notes.ifPresent(PrintNotes::release);
        }
        lines = new StringBuilder();
        bytes = 0;
    }
}
