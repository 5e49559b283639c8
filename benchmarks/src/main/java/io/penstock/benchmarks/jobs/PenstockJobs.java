package io.penstock.benchmarks.jobs;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.function.AggregateFunction;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import io.penstock.workloads.Event;
import io.penstock.workloads.Run;
import io.penstock.workloads.W1;
import io.penstock.workloads.W2;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The graphs of the workloads. */
final class PenstockJobs {
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
    private static final Map<String, UnaryOperator<Stream<Event>>> BY_WORKLOAD = Map.of(
            "W1", PenstockJobs::runningSum,
            "W2", PenstockJobs::hotItems,
            "W3", PenstockJobs::join,
            "W4", PenstockJobs::sum,
            "W5", events -> sum(events, new FailingSum(Run.current().failure())),
            "W6", PenstockJobs::sum);

    private PenstockJobs() {}

    static Set<String> workloads() {
        return BY_WORKLOAD.keySet();
    }

    /**
     * @param passes operators before the workload's own that do nothing
     */
    static Job define(Run run, int passes) {
        String workload = run.settings().workload();
        UnaryOperator<Stream<Event>> steps = BY_WORKLOAD.get(workload);
        if (steps == null) {
            throw new IllegalArgumentException("Penstock runs " + BY_WORKLOAD.keySet() + ", not " + workload);
        }
        Job job = Job.named(workload).parallelism(run.settings().parallelism()).checkpointEvery(CHECKPOINT_INTERVAL);
        Stream<Event> events = job.from(new PartSource(run)).named("events");
        for (int i = 1; i <= passes; i++) {
            events = events.map(event -> event).named("pass-" + i);
        }
        steps.apply(events).to(new LaneSink(run.outputs())).named("count");
        return job;
    }

    private static Stream<Event> runningSum(Stream<Event> events) {
        return sum(events.map(event -> new Event(event.key(), W1.map(event.value()), event.timestamp()))
                .named("map")
                .filter(event -> W1.keep(event.value()))
                .named("filter"));
    }

    private static Stream<Event> sum(Stream<Event> events) {
        return sum(events, new RunningSum());
    }

    private static Stream<Event> sum(Stream<Event> events, AggregateFunction<Event, ?, Event> function) {
        return events.keyBy(Event::key, Long.class).aggregate(function).named("sum");
    }

    private static Stream<Event> join(Stream<Event> events) {
        return events.keyBy(Event::key, Long.class)
                .process(IncrementalJoin::new)
                .named("join");
    }

    private static Stream<Event> hotItems(Stream<Event> events) {
        return events.timestamps(Event::timestamp, Watermarks.ascending())
                .keyBy(Event::key, Long.class)
                .window(Sliding.of(Duration.ofMillis(W2.SIZE_MILLIS), Duration.ofMillis(W2.SLIDE_MILLIS)))
                .aggregate(new HotItems.Counting(), (key, window, count) -> new Event(key, count, window.endMillis()))
                .named("counts")
                .keyBy(Event::timestamp, Long.class)
                .window(Tumbling.of(Duration.ofMillis(W2.SLIDE_MILLIS)))
                .aggregate(new HotItems.Greatest())
                .named("greatest");
    }
}
