package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.function.FilterFunction;
import io.penstock.function.MapFunction;

/**
 * A one-to-one operator without state that works on a batch in place, inside the actor of what stands before it.
 * Measured by {@code HopBenchmark}: a step costs a fraction of a hop to another actor.
 */
abstract class Step {
    private final String operator;
    private final OperatorCounters counters;

    Step(String operator, OperatorCounters counters) {
        this.operator = operator;
        this.counters = counters;
    }

    final void run(Batch batch) {
        int before = batch.size();
        try {
            apply(batch);
        } catch (Exception e) {
            throw OperatorFailure.of(operator, e);
        }
        counters.in(before);
        counters.out(batch.size());
    }

    final OperatorCounters counters() {
        return counters;
    }

    abstract void apply(Batch batch) throws Exception;

    static final class MapStep extends Step {
        private final MapFunction<Object, Object> function;

        MapStep(String operator, OperatorCounters counters, MapFunction<Object, Object> function) {
            super(operator, counters);
            this.function = function;
        }

        @Override
        void apply(Batch batch) throws Exception {
            Object[] values = batch.values();
            for (int i = 0, size = batch.size(); i < size; i++) {
                values[i] = function.map(values[i]);
            }
        }
    }

    static final class FilterStep extends Step {
        private final FilterFunction<Object> function;

        FilterStep(String operator, OperatorCounters counters, FilterFunction<Object> function) {
            super(operator, counters);
            this.function = function;
        }

        @Override
        void apply(Batch batch) throws Exception {
            Object[] values = batch.values();
            long[] timestamps = batch.timestamps();
            int kept = 0;
            for (int i = 0, size = batch.size(); i < size; i++) {
                Object value = values[i];
                if (function.keep(value)) {
                    values[kept] = value;
                    timestamps[kept++] = timestamps[i];
                }
            }
            batch.truncate(kept);
        }
    }
}
