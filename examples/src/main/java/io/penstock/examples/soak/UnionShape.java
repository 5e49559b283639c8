package io.penstock.examples.soak;

import io.penstock.api.Stream;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.function.ProcessFunction;
import io.penstock.time.Tumbling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two sources, united with a side output of one of them, into windows: channels of several operators meet in a gate. */
final class UnionShape implements Shape {
    private static final long SIZE_MILLIS = 30_000;

    private static final OutputTag<Event> SMALL = OutputTag.of("small", Event.class);

    record Id(long id) {}

    private static final class BySize implements ProcessFunction<Event, Event> {
        @Override
        public void process(Event event, ProcessContext<Event> context) {
            if (event.amount() < 500) {
                context.sideOutput(SMALL, event);
            } else {
                context.collect(event);
            }
        }
    }

    @Override
    public String name() {
        return "union";
    }

    @Override
    public void define(SoakStreams streams) {
        Stream<Event> even = streams.half(true).<Event>process(BySize::new).named("by-size");
        Stream<Event> odd = streams.half(false);
        streams.sink(
                "windows",
                streams.keyed(
                        "totals",
                        even.union(even.sideOutput(SMALL), odd)
                                .keyBy(Event::group)
                                .window(Tumbling.of(Duration.ofMillis(SIZE_MILLIS)))
                                .aggregate(
                                        new Totals.Fold(),
                                        (group, window, totals) ->
                                                WindowShape.Row.of(group, window.startMillis(), totals))),
                WindowShape.Row.class);
        streams.sink("ids", even.union(odd).map(event -> new Id(event.id())), Id.class);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        Map<String, Totals> windows = new HashMap<>();
        List<String> ids = new ArrayList<>();
        for (int file = 0; file < files.size(); file++) {
            for (Event event : files.get(file)) {
                long start = event.timeMillis() / SIZE_MILLIS * SIZE_MILLIS;
                windows.merge(event.group() + "," + start, Totals.NONE.plus(event), Totals::plus);
                if (file % 2 == 1 || event.amount() >= 500) {
                    ids.add(Long.toString(event.id()));
                }
            }
        }
        List<String> rows = new ArrayList<>(windows.size());
        windows.forEach((window, totals) ->
                rows.add(window + "," + totals.count() + "," + totals.sum() + "," + totals.greatest()));
        return Map.of("windows", rows, "ids", ids);
    }
}
