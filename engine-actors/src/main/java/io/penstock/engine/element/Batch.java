package io.penstock.engine.element;

import io.penstock.connector.RecordBatch;
import io.penstock.function.ProcessContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An array of stream records: the unit of sending. Has one owner at a time: whoever sends it gives it away, and the
 * receiver may change it in place; except behind a {@code keyBy}, where the sender may keep it to send it again, and it
 * is read only. Grows up to {@link #limit()}.
 *
 * <p>Columns: values and event times always; {@link Keys} where the channel stands behind a {@code keyBy}.
 */
public final class Batch implements Element, RecordBatch<Object> {
    private static final int SMALLEST = 16;

    private final int limit;
    private int size;
    private Object[] values;
    private long[] timestamps;
    private @Nullable Keys keys;
    private long watermark = NO_WATERMARK;

    private Batch(int capacity, int limit, @Nullable Keys keys) {
        this.limit = limit;
        this.values = new Object[capacity];
        this.timestamps = new long[capacity];
        this.keys = keys;
    }

    /**
     * An empty batch.
     *
     * @param expected how many records are likely to come, which is what it allocates
     * @param limit how many it can take
     */
    public static Batch plain(int expected, int limit) {
        return new Batch(capacity(expected, limit), limit, null);
    }

    /** An empty batch with a column for keys of any class. */
    public static Batch keyed(int expected, int limit) {
        int capacity = capacity(expected, limit);
        return new Batch(capacity, limit, Keys.objects(capacity));
    }

    /** An empty batch with a column for keys of the same kind as those of {@code model}. */
    public static Batch keyedLike(Keys model, int expected, int limit) {
        int capacity = capacity(expected, limit);
        return new Batch(capacity, limit, model.areNumbers() ? Keys.numbers(capacity) : Keys.objects(capacity));
    }

    private static int capacity(int expected, int limit) {
        return Math.min(limit, Math.max(SMALLEST, expected));
    }

    @Override
    public int size() {
        return size;
    }

    public int limit() {
        return limit;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public boolean isFull() {
        return size >= limit;
    }

    public void add(Object value, long timestampMillis) {
        if (size == values.length) {
            grow(size + 1);
        }
        values[size] = value;
        timestamps[size++] = timestampMillis;
    }

    public void add(Object value, long timestampMillis, Object key, int hash) {
        if (size == values.length) {
            grow(size + 1);
        }
        values[size] = value;
        timestamps[size] = timestampMillis;
        keys().set(size++, key, hash);
    }

    /**
     * Adds the records of another batch at {@code order[from]} and so on, with keys that stand beside that batch. One
     * loop for each column: measured by {@code GateBenchmark}.
     */
    public void append(Batch other, Keys otherKeys, int[] order, int from, int count) {
        int at = size;
        if (at + count > values.length) {
            grow(at + count);
        }
        Object[] toValues = values;
        Object[] fromValues = other.values;
        for (int i = 0; i < count; i++) {
            toValues[at + i] = fromValues[order[from + i]];
        }
        long[] toTimestamps = timestamps;
        long[] fromTimestamps = other.timestamps;
        for (int i = 0; i < count; i++) {
            toTimestamps[at + i] = fromTimestamps[order[from + i]];
        }
        keys().append(at, otherKeys, order, from, count);
        size = at + count;
    }

    private void grow(int least) {
        if (least > limit) {
            throw new IllegalStateException("a batch takes at most " + limit + " records");
        }
        int capacity = Math.min(limit, Math.max(least, Math.max(SMALLEST, values.length * 2)));
        values = Arrays.copyOf(values, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        if (keys != null) {
            keys.grow(capacity);
        }
    }

    /** The array of values itself, for loops; only the first {@link #size()} count. */
    public Object[] values() {
        return values;
    }

    public long[] timestamps() {
        return timestamps;
    }

    public Keys keys() {
        if (keys == null) {
            throw new IllegalStateException("a batch without keys reached a keyed operator");
        }
        return keys;
    }

    public boolean isKeyed() {
        return keys != null;
    }

    /** Drops the keys: they mean nothing behind the operator they were made for. */
    public void dropKeys() {
        keys = null;
    }

    /** Cuts the batch to its first {@code size} records. */
    public void truncate(int newSize) {
        Arrays.fill(values, newSize, size, null);
        size = newSize;
    }

    /** A batch with as many records of the same times, whose values are to be set in {@link #values()}. */
    public Batch sameTimes() {
        Batch results = new Batch(0, limit, null);
        results.values = new Object[size];
        results.timestamps = Arrays.copyOf(timestamps, size);
        results.size = size;
        return results;
    }

    /** A batch of the same records that can be given to another owner. */
    public Batch copy() {
        Batch copy = new Batch(Math.max(1, size), limit, null);
        System.arraycopy(values, 0, copy.values, 0, size);
        System.arraycopy(timestamps, 0, copy.timestamps, 0, size);
        copy.size = size;
        copy.watermark = watermark;
        return copy;
    }

    /** The watermark that follows the batch on its channel, or {@link #NO_WATERMARK}. */
    public long watermark() {
        return watermark;
    }

    public void watermark(long timeMillis) {
        watermark = timeMillis;
    }

    @Override
    public Object value(int index) {
        return values[index];
    }

    @Override
    public long timestampMillis(int index) {
        return timestamps[index];
    }

    /** Sets every event time to {@link ProcessContext#NO_TIMESTAMP}. */
    public void clearTimestamps() {
        Arrays.fill(timestamps, 0, size, ProcessContext.NO_TIMESTAMP);
    }
}
