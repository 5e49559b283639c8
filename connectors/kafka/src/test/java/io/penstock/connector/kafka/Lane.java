package io.penstock.connector.kafka;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.connector.Committer;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.connector.outbox.OutboxChunk;
import java.util.ArrayList;
import java.util.List;

/** One lane of a sink as a task would use it: in one process, and then in the next. */
final class Lane<T> implements AutoCloseable {
    private static final long NO_TIME = Long.MIN_VALUE;

    private final SinkWriter<T, OutboxChunk> writer;
    private final Committer<OutboxChunk> committer;

    private Lane(KafkaSink<T> sink, SinkContext context) throws Exception {
        this.committer = sink.committer(context);
        this.writer = sink.open(context);
    }

    /** Of an attempt that goes on from whatever was committed. */
    static SinkContext context(String jobId, int lane, long generation) {
        return context(jobId, lane, generation, Long.MAX_VALUE);
    }

    static SinkContext context(String jobId, int lane, long generation, long restoredCheckpoint) {
        return new SinkContext("job", jobId, "sink", lane, 1, generation, restoredCheckpoint);
    }

    static <T> Lane<T> open(KafkaSink<T> sink, SinkContext context) throws Exception {
        return new Lane<>(sink, context);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final List<OutboxChunk> prepare(long epoch, T... values) throws Exception {
        return prepare(epoch, List.of(values), NO_TIME);
    }

    List<OutboxChunk> prepare(long epoch, List<T> values, long timeMillis) throws Exception {
        writer.write(new RecordBatch<>() {
            @Override
            public int size() {
                return values.size();
            }

            @Override
            public T value(int index) {
                return values.get(index);
            }

            @Override
            public long timestampMillis(int index) {
                return timeMillis;
            }
        });
        return writer.prepare(epoch);
    }

    void commit(List<OutboxChunk> chunks) throws Exception {
        committer.commit(chunks);
    }

    /** As they come back from a snapshot. */
    static List<OutboxChunk> restored(List<OutboxChunk> chunks) {
        List<OutboxChunk> restored = new ArrayList<>();
        for (OutboxChunk chunk : chunks) {
            BinaryOutput out = new BinaryOutput();
            OutboxChunk.codec().encode(chunk, out);
            restored.add(OutboxChunk.codec().decode(new BinaryInput(out.toByteArray())));
        }
        return restored;
    }

    @Override
    public void close() throws Exception {
        writer.close();
        committer.close();
    }
}
