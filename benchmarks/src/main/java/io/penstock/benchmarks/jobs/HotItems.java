package io.penstock.benchmarks.jobs;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.CustomCodec;
import io.penstock.function.AggregateFunction;
import io.penstock.workloads.Event;
import io.penstock.workloads.W2;

/** The aggregates of {@link W2}. */
final class HotItems {
    private HotItems() {}

    /** How many records a key has in a window; changed in place. */
    static final class Count {
        private long count;
    }

    static final class Counting implements AggregateFunction<Event, Count, Long> {
        @Override
        public Count create() {
            return new Count();
        }

        @Override
        public Count add(Event event, Count count) {
            count.count++;
            return count;
        }

        @Override
        public Count merge(Count left, Count right) {
            left.count += right.count;
            return left;
        }

        @Override
        public Long result(Count count) {
            return count.count;
        }

        @Override
        public Codec<Count> accumulatorCodec() {
            return new CountCodec();
        }
    }

    /** Of the counts of a window the greatest. */
    static final class Greatest implements AggregateFunction<Event, Event, Event> {
        private static final Event NONE = new Event(Long.MAX_VALUE, 0, 0);

        @Override
        public Event create() {
            return NONE;
        }

        @Override
        public Event add(Event count, Event greatest) {
            return W2.isGreater(count.key(), count.value(), greatest.key(), greatest.value()) ? count : greatest;
        }

        @Override
        public Event merge(Event left, Event right) {
            return add(right, left);
        }

        @Override
        public Event result(Event greatest) {
            return greatest;
        }
    }

    private static final class CountCodec extends CustomCodec<Count> {
        CountCodec() {
            super("w2-count", 1);
        }

        @Override
        protected void write(Count value, BinaryOutput out) {
            out.writeVarLong(value.count);
        }

        @Override
        protected Count read(BinaryInput in, int version) {
            Count count = new Count();
            count.count = in.readVarLong();
            return count;
        }
    }
}
