package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The steps that share the actor of what stands before them, in order. Not thread-safe: owned by its task. */
public final class StepChain {
    private final Step[] steps;
    private final @Nullable TimestampsStep time;

    private StepChain(Step[] steps, @Nullable TimestampsStep time) {
        this.steps = steps;
        this.time = time;
    }

    /** Makes the steps of a task from their operators. */
    public static StepChain of(List<Operator> operators, Function<Operator, OperatorCounters> counters) {
        Step[] steps = new Step[operators.size()];
        TimestampsStep time = null;
        for (int i = 0; i < steps.length; i++) {
            Operator operator = operators.get(i);
            steps[i] = step(operator, counters.apply(operator));
            // The last one counts: it replaces the event times and watermarks of those before it.
            time = steps[i] instanceof TimestampsStep timestamps ? timestamps : time;
        }
        return new StepChain(steps, time);
    }

    private static Step step(Operator operator, OperatorCounters counters) {
        OperatorSpec spec = operator.spec();
        if (spec instanceof OperatorSpec.MapSpec map) {
            return new Step.MapStep(operator.name(), counters, map.function());
        }
        if (spec instanceof OperatorSpec.FilterSpec filter) {
            return new Step.FilterStep(operator.name(), counters, filter.function());
        }
        if (spec instanceof OperatorSpec.TimestampsSpec timestamps) {
            return new TimestampsStep(operator.name(), counters, timestamps.timestamps(), timestamps.watermarks());
        }
        throw new IllegalArgumentException("operator '" + operator.name() + "' is no step: " + spec.kind());
    }

    void run(Batch batch) {
        for (Step step : steps) {
            step.run(batch);
        }
    }

    boolean assignsTime() {
        return time != null;
    }

    long watermark() {
        return time == null ? Element.NO_WATERMARK : time.watermark();
    }

    void publish(long watermarkMillis) {
        for (Step step : steps) {
            step.counters().watermark(watermarkMillis);
        }
    }

    /** Begins a split with the greatest event time its snapshot holds. */
    public void register(int split, long greatestMillis) {
        if (time != null) {
            time.register(split, greatestMillis);
        }
    }

    /** Says which split the next batches come from. */
    public void select(int split) {
        if (time != null) {
            time.select(split);
        }
    }

    /** The split is at its end and holds back no watermark. */
    public void end(int split) {
        if (time != null) {
            time.end(split);
        }
    }

    /** The split is idle and holds back no watermark until its next record. */
    public void idle(int split) {
        if (time != null) {
            time.idle(split);
        }
    }

    /** True if every split is idle or at its end. */
    public boolean allIdle() {
        return time != null && time.allIdle();
    }

    /** After how many milliseconds without a record a split is idle; 0 = never. */
    public long idleAfterMillis() {
        return time == null ? 0 : time.idleAfterMillis();
    }

    /** The greatest event time of a split, which belongs into its snapshot. */
    public long greatest(int split) {
        return time == null ? Element.NO_WATERMARK : time.greatest(split);
    }
}
