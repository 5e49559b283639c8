package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task keeps of what it has sent on its retained channels, all together: how much that is, and what happens when
 * it is too much. Then all of it is let go, and keeping begins again behind the next barrier; after several such
 * overflows in a row, behind every second, fourth, ... so that a task that sends more between two checkpoints than it may
 * keep does not pay for it. Not thread-safe: owned by its task.
 */
public final class Retention extends ChannelLogs {
    private static final int MOST_SKIPPED = 63;
    private static final int SAMPLE_EVERY = 64;
    private static final int COLUMNS = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final long limit;
    private final long beginning;
    private final List<RetainedLog> logs = new ArrayList<>();
    private long bytes;
    private long recordBytes;
    private int untilSample;
    private long overflows;
    private int overflowsInARow;
    private boolean overflowed;
    private boolean wishes;
    private boolean wished;
    private int toSkip;
    private long lastBarrier;
    private boolean keepsBehindLastBarrier;

    /**
     * @param limitBytes how much may be kept; 0 = nothing
     * @param restoredCheckpoint what the sender begins with, or 0: all it sends follows that checkpoint
     */
    public Retention(long limitBytes, long restoredCheckpoint) {
        this.limit = limitBytes;
        this.beginning = restoredCheckpoint;
    }

    @Override
    @Nullable
    RetainedLog newLog() {
        if (limit == 0) {
            return null;
        }
        RetainedLog log = new RetainedLog(this, beginning);
        logs.add(log);
        return log;
    }

    /** An estimate of what a batch takes as long as it is kept. */
    int bytesOf(Batch batch) {
        if (untilSample-- == 0) {
            untilSample = SAMPLE_EVERY;
            long sample = ObjectSizes.of(batch.value(0));
            recordBytes = recordBytes == 0 ? sample : (recordBytes * 7 + sample) / 8;
        }
        return (int) Math.min(Integer.MAX_VALUE, batch.size() * (recordBytes + COLUMNS));
    }

    void kept(int more) {
        bytes += more;
        if (bytes > limit) {
            overflow();
        } else if (bytes > limit / 2 && !wished) {
            wishes = true;
            wished = true;
        }
    }

    void released(long less) {
        bytes -= less;
    }

    private void overflow() {
        overflows++;
        overflowed = true;
        toSkip = Math.min(MOST_SKIPPED, (1 << Math.min(overflowsInARow, 6)) - 1);
        overflowsInARow++;
        logs.forEach(RetainedLog::letGo);
    }

    /** Whether a log that keeps nothing begins behind this barrier; the same for all logs of the task. */
    boolean beginsBehind(long checkpointId) {
        if (checkpointId > lastBarrier) {
            lastBarrier = checkpointId;
            keepsBehindLastBarrier = toSkip == 0;
            toSkip = Math.max(0, toSkip - 1);
        }
        return keepsBehindLastBarrier;
    }

    /** A checkpoint is complete: what was sent before its barrier is needed no more. */
    public void completed(long checkpointId) {
        boolean kept = !overflowed && !logs.isEmpty() && logs.get(0).isKeptBefore(checkpointId);
        if (kept) {
            overflowsInARow = 0;
        }
        logs.forEach(log -> log.trim(checkpointId));
        overflowed = false;
        wished = false;
    }

    /** True once after half of the limit was passed: a checkpoint ahead of time would spare an overflow. */
    public boolean takeWish() {
        boolean taken = wishes;
        wishes = false;
        return taken;
    }

    /** An estimate of what is kept now. */
    public long bytes() {
        return bytes;
    }

    public long overflows() {
        return overflows;
    }

    /** True if the last overflow is the first of its series: the one that is worth a line in the log. */
    public boolean isFirstOverflow() {
        return overflowsInARow == 1;
    }
}
