package io.penstock.examples.soak;

import io.penstock.api.KeyedStream;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tumbling and sliding windows over the same keys. */
final class WindowShape implements Shape {
    private static final long SIZE_MILLIS = 60_000;
    private static final long SLIDE_MILLIS = 20_000;

    record Row(long group, long start, long count, long sum, long greatest) {
        static Row of(long group, long start, Totals totals) {
            return new Row(group, start, totals.count(), totals.sum(), totals.greatest());
        }
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public void define(SoakStreams streams) {
        KeyedStream<Long, Event> groups = streams.events().keyBy(Event::group);
        streams.sink(
                "tumbling",
                streams.keyed(
                        "tumbling-totals",
                        groups.window(Tumbling.of(Duration.ofMillis(SIZE_MILLIS)))
                                .aggregate(
                                        new Totals.Fold(),
                                        (group, window, totals) -> Row.of(group, window.startMillis(), totals))),
                Row.class);
        streams.sink(
                "sliding",
                streams.keyed(
                        "sliding-totals",
                        groups.window(Sliding.of(Duration.ofMillis(SIZE_MILLIS), Duration.ofMillis(SLIDE_MILLIS)))
                                .aggregate(
                                        new Totals.Fold(),
                                        (group, window, totals) -> Row.of(group, window.startMillis(), totals))),
                Row.class);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        return Map.of("tumbling", rows(files, SIZE_MILLIS), "sliding", rows(files, SLIDE_MILLIS));
    }

    private static List<String> rows(List<List<Event>> files, long slideMillis) {
        Map<String, Totals> windows = new HashMap<>();
        for (List<Event> file : files) {
            for (Event event : file) {
                long last = event.timeMillis() / slideMillis * slideMillis;
                for (long start = last; start > event.timeMillis() - SIZE_MILLIS; start -= slideMillis) {
                    windows.merge(event.group() + "," + start, Totals.NONE.plus(event), Totals::plus);
                }
            }
        }
        List<String> rows = new ArrayList<>(windows.size());
        windows.forEach((window, totals) ->
                rows.add(window + "," + totals.count() + "," + totals.sum() + "," + totals.greatest()));
        return rows;
    }
}
