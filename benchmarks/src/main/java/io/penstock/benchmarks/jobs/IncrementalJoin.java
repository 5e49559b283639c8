package io.penstock.benchmarks.jobs;

import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.ListState;
import io.penstock.function.StateContext;
import io.penstock.function.ValueState;
import io.penstock.workloads.Event;
import io.penstock.workloads.W3;
import org.jspecify.annotations.Nullable;

/** The join of {@link W3}. */
final class IncrementalJoin implements KeyedProcessFunction<Long, Event, Event> {
    private @Nullable States states;

    private record States(ValueState<Long> person, ListState<Event> waiting) {}

    @Override
    public void open(StateContext context) {
        states = new States(context.value("person", Long.class), context.list("waiting", Event.class));
    }

    @Override
    public void process(Event event, KeyedContext<Long, Event> context) {
        States opened = states;
        if (opened == null) {
            throw new IllegalStateException("the operator is not open");
        }
        Long person = opened.person.get();
        if (W3.isPerson(event.value())) {
            opened.person.update(event.value());
            if (person == null) {
                opened.waiting.get().forEach(auction -> join(event.value(), auction, context));
                opened.waiting.clear();
            }
        } else if (person == null) {
            opened.waiting.add(event);
        } else {
            join(person, event, context);
        }
    }

    private static void join(long person, Event auction, KeyedContext<Long, Event> context) {
        context.collect(new Event(auction.key(), W3.join(person, auction.value()), auction.timestamp()));
    }
}
