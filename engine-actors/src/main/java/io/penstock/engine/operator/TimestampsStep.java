package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.function.TimestampFunction;
import io.penstock.time.Watermarks;
import java.util.HashMap;
import java.util.Map;

/**
 * Assigns event times and keeps the greatest one per split; the watermark is the lowest over the splits that are not
 * idle. A task that is no source has one split. Costs one comparison per record.
 */
final class TimestampsStep extends Step {
    private final TimestampFunction<Object> timestamps;
    private final Watermarks strategy;
    private final Map<Integer, Split> splits = new HashMap<>();
    private Split current;

    /** The watermark of one split. */
    private static final class Split {
        long greatest;
        boolean idle;
        boolean ended;

        Split(long greatest) {
            this.greatest = greatest;
        }
    }

    TimestampsStep(
            String operator, OperatorCounters counters, TimestampFunction<Object> timestamps, Watermarks strategy) {
        super(operator, counters);
        this.timestamps = timestamps;
        this.strategy = strategy;
        this.current = new Split(Element.NO_WATERMARK);
        splits.put(0, current);
    }

    /** Begins a split, with the greatest event time its snapshot holds. An unread split holds back the watermark. */
    void register(int split, long greatest) {
        splits.put(split, new Split(greatest));
        if (split == 0) {
            select(0);
        }
    }

    void select(int split) {
        current = splitOf(split);
        current.idle = false;
    }

    private Split splitOf(int split) {
        Split known = splits.get(split);
        if (known == null) {
            throw new IllegalStateException("split " + split + " is not registered");
        }
        return known;
    }

    void end(int split) {
        splitOf(split).ended = true;
    }

    void idle(int split) {
        splitOf(split).idle = true;
    }

    long greatest(int split) {
        return splitOf(split).greatest;
    }

    long idleAfterMillis() {
        return strategy.idleAfterMillis();
    }

    boolean allIdle() {
        for (Split split : splits.values()) {
            if (!split.idle && !split.ended) {
                return false;
            }
        }
        return true;
    }

    @Override
    void apply(Batch batch) throws Exception {
        Object[] values = batch.values();
        long[] times = batch.timestamps();
        long greatest = current.greatest;
        for (int i = 0, size = batch.size(); i < size; i++) {
            long time = timestamps.timestampMillis(values[i]);
            times[i] = time;
            if (time > greatest) {
                greatest = time;
            }
        }
        current.greatest = greatest;
    }

    /** The watermark after all that was assigned, or {@link Element#NO_WATERMARK}. */
    long watermark() {
        long lowest = Element.FINAL_WATERMARK;
        boolean any = false;
        for (Split split : splits.values()) {
            if (!split.idle && !split.ended) {
                any = true;
                lowest = Math.min(lowest, split.greatest);
            }
        }
        if (!any || lowest == Element.NO_WATERMARK) {
            return Element.NO_WATERMARK;
        }
        return lowest - strategy.outOfOrdernessMillis() - 1;
    }
}
