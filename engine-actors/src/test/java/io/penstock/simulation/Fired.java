package io.penstock.simulation;

import io.penstock.function.AggregateFunction;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.MapState;
import io.penstock.function.StateContext;
import io.penstock.function.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The events that were together in a window of a key. */
record Fired(long key, long start, List<Long> events) {

    /** What a window gathers. */
    record Gathered(List<Long> events) {
        Gathered with(List<Long> more) {
            List<Long> all = new ArrayList<>(events);
            all.addAll(more);
            return new Gathered(all);
        }
    }

    /** Gathers the events of a window. */
    static final class Gather implements AggregateFunction<Event, Gathered, Gathered> {
        @Override
        public Gathered create() {
            return new Gathered(List.of());
        }

        @Override
        public Gathered add(Event event, Gathered so) {
            return so.with(List.of(event.unique()));
        }

        @Override
        public Gathered merge(Gathered left, Gathered right) {
            return left.with(right.events);
        }

        @Override
        public Gathered result(Gathered so) {
            return so;
        }
    }

    /** Windows made by hand, from a map and timers of event time. */
    static final class ByTimers implements KeyedProcessFunction<Long, Event, Fired> {
        private final long width;

        @SuppressWarnings("NullAway.Init") // by open
        private MapState<Long, Long> starts;

        ByTimers(long width) {
            this.width = width;
        }

        @Override
        public void open(StateContext states) {
            starts = states.map("starts", Long.class, Long.class);
        }

        @Override
        public void process(Event event, KeyedContext<Long, Fired> context) {
            long start = Math.floorDiv(event.timeMillis(), width) * width;
            starts.put(event.unique(), start);
            context.registerEventTimer(start + width - 1);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Long, Fired> context) {
            long start = timeMillis + 1 - width;
            List<Long> events = new ArrayList<>();
            for (Map.Entry<Long, Long> entry : starts.entries().entrySet()) {
                if (entry.getValue() == start) {
                    events.add(entry.getKey());
                }
            }
            events.forEach(starts::remove);
            context.collect(new Fired(context.key(), start, events));
        }
    }
}
