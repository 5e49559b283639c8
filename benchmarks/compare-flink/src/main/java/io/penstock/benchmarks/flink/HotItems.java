package io.penstock.benchmarks.flink;

import io.penstock.workloads.W2;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The functions of {@link W2}. */
final class HotItems {
    private HotItems() {}

    /** As it is written first. */
    static final class Count implements AggregateFunction<FlinkEvent, Long, Long> {
        private static final long serialVersionUID = 1;

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(FlinkEvent event, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long left, Long right) {
            return left + right;
        }
    }

    /** With an accumulator that is changed in place. */
    static final class CountInPlace implements AggregateFunction<FlinkEvent, long[], Long> {
        private static final long serialVersionUID = 1;

        @Override
        public long[] createAccumulator() {
            return new long[1];
        }

        @Override
        public long[] add(FlinkEvent event, long[] count) {
            count[0]++;
            return count;
        }

        @Override
        public Long getResult(long[] count) {
            return count[0];
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }
    }

    /** Key, count and end of a window. */
    static final class OfWindow implements WindowFunction<Long, FlinkEvent, Long, TimeWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public void apply(Long key, TimeWindow window, Iterable<Long> counts, Collector<FlinkEvent> out) {
            counts.forEach(count -> out.collect(new FlinkEvent(key, count, window.getEnd())));
        }
    }

    static final class Greatest implements ReduceFunction<FlinkEvent> {
        private static final long serialVersionUID = 1;

        @Override
        public FlinkEvent reduce(FlinkEvent left, FlinkEvent right) {
            return W2.isGreater(right.key, right.value, left.key, left.value) ? right : left;
        }
    }
}
