package io.penstock.connector.outbox;

import io.penstock.codec.BinaryOutput;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the records of the current epoch of one lane, and counts what is sealed as {@code bytesWritten}. For each
 * record: {@link #begin}, append its bytes, {@link #end}. For one thread at a time.
 */
public final class Outbox {
    private final int chunkBytes;
    private final long maxEpochBytes;
    private final SinkContext context;
    private final long origin;
    private final ConnectorMetrics.Counter bytesWritten;

    private final BinaryOutput open;
    private int recordsInOpen;
    private final List<Full> full = new ArrayList<>();
    private long bytesInFull;
    private long previous;

    /** A chunk that takes no more. */
    private record Full(int records, byte[] bytes) {}

    /**
     * An empty outbox.
     *
     * @param chunkBytes a chunk takes no more records once it has this size
     * @param maxEpochBytes the most that an epoch may hold, all of it being in memory; more fails the task
     */
    public Outbox(int chunkBytes, long maxEpochBytes, SinkContext context) {
        if (chunkBytes < 1 || maxEpochBytes < chunkBytes) {
            throw new IllegalArgumentException(
                    "chunk-bytes must be at least 1 and max-epoch-bytes at least as much, not " + chunkBytes + " and "
                            + maxEpochBytes);
        }
        this.chunkBytes = chunkBytes;
        this.maxEpochBytes = maxEpochBytes;
        this.context = context;
        this.bytesWritten = context.environment().metrics().counter("bytesWritten");
        this.open = new BinaryOutput(4096);
        this.origin = Long.parseUnsignedLong(context.environment().clock().freshId(), 16);
    }

    /** Where the bytes of the next record go, until {@link #end}. */
    public BinaryOutput begin() {
        return open;
    }

    /**
     * Ends a record.
     *
     * @throws IOException if the epoch is too large
     */
    public void end() throws IOException {
        recordsInOpen++;
        int size = open.size();
        if (size >= chunkBytes) {
            full.add(new Full(recordsInOpen, open.toByteArray()));
            bytesInFull += size;
            open.reset();
            recordsInOpen = 0;
        }
        if (bytesInFull + size > maxEpochBytes) {
            throw new IOException("lane " + context.lane() + " of sink " + context.sinkName() + " of job "
                    + context.jobName() + " has more than " + maxEpochBytes + " bytes in one epoch, all of it in"
                    + " memory: take checkpoints more often (penstock.checkpoint.interval), use more lanes, or raise the"
                    + " sink's max-epoch-bytes");
        }
    }

    /** Bytes of the current epoch. */
    public long bytes() {
        return bytesInFull + open.size();
    }

    /** Ends the epoch and gives out what it holds. */
    public List<OutboxChunk> seal(long epoch) {
        if (recordsInOpen > 0) {
            full.add(new Full(recordsInOpen, open.toByteArray()));
        }
        bytesWritten.add(bytes());
        List<OutboxChunk> chunks = new ArrayList<>(full.size());
        for (int part = 0; part < full.size(); part++) {
            Full chunk = full.get(part);
            chunks.add(new OutboxChunk(
                    context.lane(), epoch, part, full.size(), origin, previous, chunk.records(), chunk.bytes()));
        }
        if (!chunks.isEmpty()) {
            previous = epoch;
        }
        clear();
        return chunks;
    }

    /** Drops what is not sealed. */
    public void clear() {
        full.clear();
        bytesInFull = 0;
        open.reset();
        recordsInOpen = 0;
    }
}
