package io.penstock.benchmarks.jobs;

import io.penstock.codec.Codec;
import io.penstock.function.AggregateFunction;
import io.penstock.workloads.Event;
import io.penstock.workloads.Failure;

/** A running sum that fails when it is told to. */
record FailingSum(RunningSum sum, Failure failure) implements AggregateFunction<Event, RunningSum.Sum, Event> {
    FailingSum(Failure failure) {
        this(new RunningSum(), failure);
    }

    @Override
    public RunningSum.Sum create() {
        return sum.create();
    }

    @Override
    public RunningSum.Sum add(Event event, RunningSum.Sum accumulator) {
        failure.check(() -> new IllegalStateException("fails because the benchmark says so"));
        return sum.add(event, accumulator);
    }

    @Override
    public RunningSum.Sum merge(RunningSum.Sum left, RunningSum.Sum right) {
        return sum.merge(left, right);
    }

    @Override
    public Event result(RunningSum.Sum accumulator) {
        return sum.result(accumulator);
    }

    @Override
    public Codec<RunningSum.Sum> accumulatorCodec() {
        return sum.accumulatorCodec();
    }
}
