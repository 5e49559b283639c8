package io.penstock.examples.soak;

import io.penstock.api.Stream;
import io.penstock.function.AggregateFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A result per event: the n-th of a key must come once for each n, whatever happened in between. */
final class RunningShape implements Shape {
    record Row(long id, String key, long count, long sum) {}

    record Count(long group, long times) {
        Count plus(Count next) {
            return new Count(group, times + next.times);
        }
    }

    private static final class Running implements AggregateFunction<Event, Row, Row> {
        @Override
        public Row create() {
            return new Row(-1, "", 0, 0);
        }

        @Override
        public Row add(Event event, Row row) {
            return new Row(event.id(), event.key(), row.count() + 1, row.sum() + event.amount());
        }

        @Override
        public Row merge(Row left, Row right) {
            return new Row(right.id(), right.key(), left.count() + right.count(), left.sum() + right.sum());
        }

        @Override
        public Row result(Row row) {
            return row;
        }
    }

    @Override
    public String name() {
        return "running";
    }

    @Override
    public void define(SoakStreams streams) {
        Stream<Event> events = streams.events();
        streams.sink("rows", streams.keyed("totals", events.keyBy(Event::key).aggregate(new Running())), Row.class);
        streams.sink(
                "counts",
                streams.keyed(
                        "group-counts",
                        events.map(event -> new Count(event.group(), 1))
                                .keyBy(Count::group)
                                .reduce(Count::plus, Count.class)),
                Count.class);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        Map<String, Totals> keys = new HashMap<>();
        Map<Long, Long> groups = new HashMap<>();
        List<String> rows = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (List<Event> file : files) {
            for (Event event : file) {
                Totals totals = keys.merge(event.key(), Totals.NONE.plus(event), Totals::plus);
                rows.add(event.id() + "," + event.key() + "," + totals.count() + "," + totals.sum());
                counts.add(event.group() + "," + groups.merge(event.group(), 1L, Long::sum));
            }
        }
        return Map.of("rows", rows, "counts", counts);
    }
}
