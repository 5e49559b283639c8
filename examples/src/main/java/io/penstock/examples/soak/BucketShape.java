package io.penstock.examples.soak;

import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.MapState;
import io.penstock.function.StateContext;
import io.penstock.function.TimeDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Windows by hand: a map of buckets per key, each sent by its timer. */
final class BucketShape implements Shape {
    private static final long BUCKET_MILLIS = 5_000;

    record Row(long group, long bucket, long count, long sum) {}

    private static final class Buckets implements KeyedProcessFunction<Long, Event, Row> {
        @SuppressWarnings("NullAway.Init") // set by open
        private MapState<Long, Totals> buckets;

        @Override
        public void open(StateContext states) {
            buckets = states.map("buckets", Long.class, Totals.class);
        }

        @Override
        public void process(Event event, KeyedContext<Long, Row> context) {
            long bucket = event.timeMillis() / BUCKET_MILLIS;
            Totals totals = buckets.get(bucket);
            buckets.put(bucket, (totals == null ? Totals.NONE : totals).plus(event));
            context.registerEventTimer((bucket + 1) * BUCKET_MILLIS);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Long, Row> context) {
            long bucket = timeMillis / BUCKET_MILLIS - 1;
            Totals totals = buckets.get(bucket);
            if (totals == null) {
                throw new IllegalStateException(
                        "timer of group " + context.key() + " at " + timeMillis + " and no bucket " + bucket);
            }
            context.collect(new Row(context.key(), bucket, totals.count(), totals.sum()));
            buckets.remove(bucket);
        }
    }

    @Override
    public String name() {
        return "buckets";
    }

    @Override
    public void define(SoakStreams streams) {
        streams.sink(
                "rows",
                streams.keyed("buckets", streams.events().keyBy(Event::group).process(Buckets::new)),
                Row.class);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        Map<String, Totals> buckets = new HashMap<>();
        for (List<Event> file : files) {
            for (Event event : file) {
                buckets.merge(
                        event.group() + "," + event.timeMillis() / BUCKET_MILLIS,
                        Totals.NONE.plus(event),
                        Totals::plus);
            }
        }
        List<String> rows = new ArrayList<>(buckets.size());
        buckets.forEach((bucket, totals) -> rows.add(bucket + "," + totals.count() + "," + totals.sum()));
        return Map.of("rows", rows);
    }
}
