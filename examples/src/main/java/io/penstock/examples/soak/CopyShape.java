package io.penstock.examples.soak;

import io.penstock.api.Stream;
import io.penstock.function.OutputTag;
import io.penstock.function.ProcessContext;
import io.penstock.function.ProcessFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nothing keeps state but source and sinks: filter, copy, spread evenly, and a side output. */
final class CopyShape implements Shape {
    private static final OutputTag<Copy> SEVENTHS = OutputTag.of("sevenths", Copy.class);

    /** One of the copies of an event. */
    record Copy(long id, long number) {}

    private static final class Split implements ProcessFunction<Copy, Copy> {
        @Override
        public void process(Copy copy, ProcessContext<Copy> context) {
            if (copy.id() % 7 == 0) {
                context.sideOutput(SEVENTHS, copy);
            } else {
                context.collect(copy);
            }
        }
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public void define(SoakStreams streams) {
        Stream<Copy> copies = streams.events()
                .filter(event -> event.amount() % 4 != 0)
                .<Copy>flatMap((event, out) -> {
                    for (long number = 0; number < event.amount() % 4; number++) {
                        out.collect(new Copy(event.id(), number));
                    }
                })
                .rebalance()
                .<Copy>process(Split::new)
                .named("split");
        streams.sink("copies", copies, Copy.class);
        streams.sink("sevenths", copies.sideOutput(SEVENTHS), Copy.class).parallelism(1);
    }

    @Override
    public Map<String, List<String>> expected(List<List<Event>> files) {
        List<String> copies = new ArrayList<>();
        List<String> sevenths = new ArrayList<>();
        for (List<Event> file : files) {
            for (Event event : file) {
                for (long number = 0; number < event.amount() % 4; number++) {
                    (event.id() % 7 == 0 ? sevenths : copies).add(event.id() + "," + number);
                }
            }
        }
        return Map.of("copies", copies, "sevenths", sevenths);
    }
}
