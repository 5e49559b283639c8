package io.penstock.benchmarks.jobs;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.CustomCodec;
import io.penstock.function.AggregateFunction;
import io.penstock.workloads.Event;

/**
 * A running sum as a program that cares for speed writes it: the accumulator is changed in place, so the collector
 * does not have to move a new object for every record of a key.
 */
final class RunningSum implements AggregateFunction<Event, RunningSum.Sum, Event> {
    /** The last record of a key, and the sum of all. */
    static final class Sum {
        private long key;
        private long sum;
        private long timestamp;
    }

    @Override
    public Sum create() {
        return new Sum();
    }

    @Override
    public Sum add(Event event, Sum sum) {
        sum.key = event.key();
        sum.sum += event.value();
        sum.timestamp = event.timestamp();
        return sum;
    }

    @Override
    public Sum merge(Sum left, Sum right) {
        left.sum += right.sum;
        left.timestamp = Math.max(left.timestamp, right.timestamp);
        return left;
    }

    @Override
    public Event result(Sum sum) {
        return new Event(sum.key, sum.sum, sum.timestamp);
    }

    @Override
    public Codec<Sum> accumulatorCodec() {
        return new SumCodec();
    }

    private static final class SumCodec extends CustomCodec<Sum> {
        SumCodec() {
            super("running-sum", 1);
        }

        @Override
        protected void write(Sum value, BinaryOutput out) {
            out.writeVarLong(value.key);
            out.writeVarLong(value.sum);
            out.writeVarLong(value.timestamp);
        }

        @Override
        protected Sum read(BinaryInput in, int version) {
            Sum sum = new Sum();
            sum.key = in.readVarLong();
            sum.sum = in.readVarLong();
            sum.timestamp = in.readVarLong();
            return sum;
        }
    }
}
