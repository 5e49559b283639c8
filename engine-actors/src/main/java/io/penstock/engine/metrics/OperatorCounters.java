package io.penstock.engine.metrics;

import io.penstock.connector.ConnectorMetrics;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one operator counts in one task. Written by the task's thread once per batch, read by anyone: a value read is one
 * that was true a moment ago. No write is a volatile one, which would wait for all writes before it, those of the batch too.
 */
public final class OperatorCounters {
    private final AtomicLong recordsIn = new AtomicLong();
    private final AtomicLong recordsOut = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong retentionOverflows = new AtomicLong();
    private final AtomicLong watermark = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong stateEntries = new AtomicLong();
    private final ConnectorMetrics connector = new ConnectorMetrics();
    private final AtomicBoolean backpressured = new AtomicBoolean();
    /** The bits of a double. */
    private final AtomicLong progress = new AtomicLong(Double.doubleToRawLongBits(-1));

    private final AtomicReference<@Nullable Object> position = new AtomicReference<>();

    /** What is counted of a source or sink, by the engine and by itself. */
    public ConnectorMetrics connector() {
        return connector;
    }

    public void in(long records) {
        add(recordsIn, records);
    }

    public void out(long records) {
        add(recordsOut, records);
    }

    public void late(long records) {
        add(late, records);
    }

    public void skipped(long records) {
        add(skipped, records);
    }

    /** More was sent between two checkpoints than is kept for receivers that are restarted. */
    public void retentionOverflowed() {
        add(retentionOverflows, 1);
    }

    public void watermark(long timeMillis) {
        watermark.setOpaque(timeMillis);
    }

    public void stateEntries(long entries) {
        stateEntries.setOpaque(entries);
    }

    public void backpressured(boolean waits) {
        backpressured.setOpaque(waits);
    }

    public void progress(double part) {
        progress.setOpaque(Double.doubleToRawLongBits(part));
    }

    /** The split a source task has sent from last, with its position. */
    public void position(Object split) {
        position.setRelease(split);
    }

    /** One writer, so no atomic read-modify-write is needed. */
    private static void add(AtomicLong counter, long records) {
        counter.setOpaque(counter.getPlain() + records);
    }

    public long recordsIn() {
        return recordsIn.getOpaque();
    }

    public long recordsOut() {
        return recordsOut.getOpaque();
    }

    public long late() {
        return late.getOpaque();
    }

    public long skipped() {
        return skipped.getOpaque();
    }

    public long retentionOverflows() {
        return retentionOverflows.getOpaque();
    }

    public long watermark() {
        return watermark.getOpaque();
    }

    public long stateEntries() {
        return stateEntries.getOpaque();
    }

    public boolean isBackpressured() {
        return backpressured.getOpaque();
    }

    /** The split a source task has sent from last, with its position, or null if it has sent nothing. */
    public @Nullable Object position() {
        return position.getAcquire();
    }

    /** How much of a source task's splits is read, 0 to 1, or negative if that cannot be told. */
    public double progress() {
        return Double.longBitsToDouble(progress.getOpaque());
    }
}
