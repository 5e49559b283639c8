package io.penstock.simulation;

import io.penstock.api.Job;
import io.penstock.api.Stream;
import io.penstock.connector.Sink;
import io.penstock.connector.Source;
import io.penstock.function.OutputTag;
import io.penstock.time.Sliding;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a job looks like and what its sources hold, by seed. The same for all attempts, except for how many tasks
 * operators have: that is drawn anew for each process.
 */
final class Shape {
    static final long WINDOW_MILLIS = 50;
    static final long SLIDE_MILLIS = 25;
    private static final int FEWEST_RECORDS = 40;
    private static final int MOST_RECORDS = 200;
    private static final int STEP_MILLIS = 5;
    private static final OutputTag<Event> ASIDE = OutputTag.of("aside", Event.class);
    private static final OutputTag<Event> LATE = OutputTag.of("late", Event.class);

    private final long seed;
    private final List<List<List<Event>>> sources = new ArrayList<>();
    private final Set<Step> steps = EnumSet.noneOf(Step.class);
    private final Set<Branch> branches = EnumSet.noneOf(Branch.class);
    private final int outOfOrderMillis;
    private final int boundMillis;
    private final boolean fused;
    private final boolean blockingReads;
    private final boolean blockingWrites;
    private final Set<Place> journaled = EnumSet.noneOf(Place.class);
    /** The sources that cannot be rewound. */
    private final Set<Integer> once = new TreeSet<>();

    /** What may stand between the sources and the branches. */
    enum Step {
        MAP,
        FILTER,
        TWICE,
        REBALANCE
    }

    /** Where a stream may be journaled. */
    enum Place {
        /** Behind the union of the sources. */
        UNITED,
        /** Before the branches. */
        BRANCHES,
        /** Before a second grouping. */
        REGROUPED,
        /** Before a sink. */
        SINK
    }

    /** What reads the stream and ends in a sink of its own. */
    enum Branch {
        /** Events as they are, parted by a side output. */
        PARTED,
        /** Running sums by key. */
        SUMS,
        /** Running sums of the running sums, by other keys. */
        SUMS_AGAIN,
        /** Windows that do not overlap, with what is late at the side. */
        WINDOWS,
        /** Windows that overlap. */
        SLIDING,
        /** Windows by timers and state. */
        TIMERS
    }

    private Shape(long seed, int records) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        int number = 1 + random.nextInt(2);
        int room = MOST_RECORDS - FEWEST_RECORDS;
        int drawn = FEWEST_RECORDS + Math.min(random.nextInt(room), random.nextInt(room));
        int keys = 1 + random.nextInt(9);
        outOfOrderMillis = random.nextInt(3) == 0 ? 40 : 0;
        boolean lateAllowed = outOfOrderMillis > 0 && random.nextInt(3) == 0;
        boundMillis = lateAllowed ? 10 : outOfOrderMillis;
        fused = random.nextInt(4) != 0;
        blockingReads = random.nextInt(3) == 0;
        blockingWrites = random.nextInt(3) != 0;
        for (Step step : Step.values()) {
            if (random.nextInt(3) == 0) {
                steps.add(step);
            }
        }
        Branch[] all = Branch.values();
        while (branches.isEmpty() || random.nextInt(3) == 0) {
            branches.add(all[random.nextInt(all.length)]);
        }
        if (lateAllowed) {
            branches.remove(Branch.SLIDING);
            branches.remove(Branch.TIMERS);
            branches.add(Branch.WINDOWS);
        }
        int most = Math.min(drawn, records);
        for (int source = 0; source < number; source++) {
            int splits = 1 + random.nextInt(3);
            List<List<Event>> ofSource = new ArrayList<>();
            for (int split = 0; split < splits; split++) {
                int count = most / number / splits + random.nextInt(3);
                ofSource.add(events(random, source, split, count, keys));
            }
            sources.add(ofSource);
        }
        for (Place place : Place.values()) {
            if (random.nextInt(4) == 0) {
                journaled.add(place);
            }
        }
        if (random.nextInt(4) == 0) {
            once.add(random.nextInt(number));
            once.add(random.nextInt(number));
            // What comes from several splits is in one lane, in whatever order it was read.
            branches.remove(Branch.SLIDING);
            branches.remove(Branch.TIMERS);
            branches.add(Branch.WINDOWS);
        }
    }

    /**
     * Draws a shape.
     *
     * @param records at most about so many
     */
    static Shape draw(long seed, int records) {
        return new Shape(seed, records);
    }

    private List<Event> events(SplittableRandom random, int source, int split, int count, int keys) {
        List<Event> events = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            long time = (long) position * STEP_MILLIS;
            if (outOfOrderMillis > 0) {
                time += random.nextInt(outOfOrderMillis);
            }
            events.add(new Event(
                    Event.id(source, split, position), 0, random.nextInt(keys), random.nextInt(1, 100), time));
        }
        return events;
    }

    int size() {
        return sources.stream().flatMap(List::stream).mapToInt(List::size).sum();
    }

    /**
     * Whether steps without state share actors. If not, sources have one split: event times are assigned in a task of
     * their own then, which does not know the splits, so that records of one would be late by those of another.
     */
    boolean isFused() {
        return fused;
    }

    private boolean mayBeLate() {
        return boundMillis < outOfOrderMillis || hasOnce();
    }

    /** True if a source cannot be rewound. */
    boolean hasOnce() {
        return !once.isEmpty();
    }

    /** True if it comes from a source that cannot be rewound. */
    boolean isOnce(Event event) {
        return once.contains(event.source());
    }

    boolean isOnce(String source) {
        return once.stream().anyMatch(number -> source.equals("source" + number));
    }

    /** The job of one process. */
    Job job(
            String name,
            int process,
            Function<TransactionalSink, Sink<Object, Target.Committable>> sinks,
            Target target,
            Outside outside,
            GivenOnce given) {
        SplittableRandom random = new SplittableRandom(SimulatedThread.mix(seed + process * 31L));
        int parallelism = tasks(random);
        Job job = Job.named(name)
                .parallelism(parallelism)
                .keyGroups(16)
                .checkpointEvery(Duration.ofMillis(10 + random.nextInt(30)));
        Stream<Event> united = journaled(Place.UNITED, united(job, outside, given));
        Stream<Event> events = journaled(Place.BRANCHES, steps(united, outside, random));
        for (Branch branch : branches) {
            Sink<Object, Target.Committable> sink = sinks.apply(new TransactionalSink(target, blockingWrites, outside));
            branch(branch, events, sink, random);
        }
        return job;
    }

    private <T> Stream<T> journaled(Place place, Stream<T> stream) {
        return journaled.contains(place) ? stream.journaled() : stream;
    }

    /** How many tasks an operator has: more make a longer run, and few are enough for most that can go wrong. */
    private static int tasks(SplittableRandom random) {
        return Math.max(1, random.nextInt(6) - 2);
    }

    private Source<Event, ?> source(int number, Outside outside, GivenOnce given) {
        return once.contains(number)
                ? new OnceSource(sources.get(number), number, blockingReads, outside, given)
                : new EventSource(sources.get(number), number, blockingReads, outside);
    }

    private Stream<Event> united(Job job, Outside outside, GivenOnce given) {
        List<Stream<Event>> all = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            all.add(job.from(source(source, outside, given))
                    .named("source" + source)
                    .timestamps(Event::timeMillis, Watermarks.boundedOutOfOrderness(Duration.ofMillis(boundMillis)))
                    .named("times" + source));
        }
        return all.size() == 1 ? all.get(0) : all.get(0).union(all.get(1)).named("united");
    }

    private Stream<Event> steps(Stream<Event> from, Outside outside, SplittableRandom random) {
        Stream<Event> events = from;
        if (steps.contains(Step.MAP)) {
            events = events.map(Shape::doubled).named("doubled");
        }
        if (steps.contains(Step.REBALANCE)) {
            events = events.rebalance().named("spread").parallelism(tasks(random));
        }
        if (steps.contains(Step.FILTER)) {
            events = events.filter(Shape::isKept).named("kept");
        }
        boolean twice = steps.contains(Step.TWICE);
        return events.<Event>flatMap((event, out) -> {
                    outside.onFunction();
                    out.collect(event);
                    if (twice) {
                        out.collect(event.again());
                    }
                })
                .named("flat")
                .parallelism(tasks(random));
    }

    private static Event doubled(Event event) {
        return new Event(event.id(), event.copy(), event.key(), event.amount() * 2, event.timeMillis());
    }

    private static boolean isKept(Event event) {
        return event.amount() % 5 != 0;
    }

    private static boolean isAside(Event event) {
        return event.amount() % 3 == 0;
    }

    private void branch(Branch branch, Stream<Event> events, Sink<Object, ?> sink, SplittableRandom random) {
        switch (branch) {
            case PARTED -> {
                Stream<Event> parted = events.<Event>process(() -> (event, context) -> {
                            if (isAside(event)) {
                                context.sideOutput(ASIDE, event);
                            } else {
                                context.collect(event);
                            }
                        })
                        .named("parted");
                journaled(Place.SINK, parted).to(sink).named("out.main").parallelism(tasks(random));
                parted.sideOutput(ASIDE).to(sink).named("out.aside");
            }
            case SUMS ->
                journaled(Place.SINK, sums(events)).to(sink).named("out.sums").parallelism(tasks(random));
            case SUMS_AGAIN ->
                journaled(
                                Place.REGROUPED,
                                sums(events.filter(event -> true).named("all"), "first")
                                        .map(Running::regrouped))
                        .keyBy(Running::key)
                        .reduce(Running::plus, Running.class)
                        .named("again")
                        .parallelism(tasks(random))
                        .to(sink)
                        .named("out.again");
            case WINDOWS -> {
                Stream<Fired> windows = events.keyBy(Event::key)
                        .window(Tumbling.of(Duration.ofMillis(WINDOW_MILLIS)))
                        .lateTo(LATE)
                        .aggregate(
                                new Fired.Gather(),
                                (key, window, gathered) -> new Fired(key, window.startMillis(), gathered.events()))
                        .named("windows")
                        .parallelism(tasks(random));
                windows.to(sink).named("out.windows").parallelism(tasks(random));
                windows.sideOutput(LATE).to(sink).named("out.late");
            }
            case SLIDING ->
                events.keyBy(Event::key)
                        .window(Sliding.of(Duration.ofMillis(WINDOW_MILLIS), Duration.ofMillis(SLIDE_MILLIS)))
                        .aggregate(
                                new Fired.Gather(),
                                (key, window, gathered) -> new Fired(key, window.startMillis(), gathered.events()))
                        .named("sliding")
                        .parallelism(tasks(random))
                        .to(sink)
                        .named("out.sliding");
            case TIMERS ->
                events.keyBy(Event::key)
                        .process(() -> new Fired.ByTimers(WINDOW_MILLIS))
                        .named("timers")
                        .parallelism(tasks(random))
                        .to(sink)
                        .named("out.timers");
        }
    }

    private static Stream<Running> sums(Stream<Event> events) {
        return sums(events, "sums");
    }

    private static Stream<Running> sums(Stream<Event> events, String name) {
        return events.map(Running::of)
                .keyBy(Running::key)
                .reduce(Running::plus, Running.class)
                .named(name);
    }

    /** What reaches the branches of the events that these positions include. */
    List<Event> reached(Positions positions) {
        List<Event> all = new ArrayList<>();
        for (List<List<Event>> source : sources) {
            for (List<Event> split : source) {
                for (Event event : split) {
                    if (positions.include(event)) {
                        reached(event, all);
                    }
                }
            }
        }
        return all;
    }

    private void reached(Event event, List<Event> all) {
        Event changed = steps.contains(Step.MAP) ? doubled(event) : event;
        if (steps.contains(Step.FILTER) && !isKept(changed)) {
            return;
        }
        all.add(changed);
        if (steps.contains(Step.TWICE)) {
            all.add(changed.again());
        }
    }

    /** Where the sources are: which events they have given. */
    interface Positions {
        Positions END = event -> true;

        boolean include(Event event);
    }

    /** What is wrong with the output, given what reached the branches; empty if nothing is. */
    List<String> check(List<Event> reached, OutputOf output, Outputs.Extent extent) {
        List<String> wrong = new ArrayList<>();
        for (Branch branch : branches) {
            switch (branch) {
                case PARTED -> {
                    Outputs.events(
                            "out.main",
                            reached.stream().filter(e -> !isAside(e)).toList(),
                            output.of("out.main"),
                            extent,
                            wrong);
                    Outputs.events(
                            "out.aside",
                            reached.stream().filter(Shape::isAside).toList(),
                            output.of("out.aside"),
                            extent,
                            wrong);
                }
                case SUMS ->
                    Outputs.sums(
                            "out.sums",
                            reached.stream().map(Running::of).toList(),
                            output.of("out.sums"),
                            extent,
                            wrong);
                case SUMS_AGAIN ->
                    Outputs.sums(
                            "out.again",
                            reached.stream()
                                    .map(Running::of)
                                    .map(Running::regrouped)
                                    .toList(),
                            output.of("out.again"),
                            extent,
                            wrong);
                case WINDOWS ->
                    Outputs.windows(
                            "out.windows",
                            reached,
                            WINDOW_MILLIS,
                            output.of("out.windows"),
                            mayBeLate() ? output.of("out.late") : List.of(),
                            extent,
                            wrong);
                case SLIDING ->
                    Outputs.windows(
                            "out.sliding", reached, SLIDE_MILLIS, output.of("out.sliding"), List.of(), extent, wrong);
                case TIMERS ->
                    Outputs.windows(
                            "out.timers", reached, WINDOW_MILLIS, output.of("out.timers"), List.of(), extent, wrong);
            }
        }
        return wrong;
    }

    /** What a sink has. */
    interface OutputOf {
        List<Object> of(String sink);
    }

    @Override
    public String toString() {
        return size() + " records from " + sources.size() + " sources, steps " + steps + ", branches " + branches
                + (mayBeLate() ? ", some late" : "") + (fused ? "" : ", not fused")
                + (journaled.isEmpty() ? "" : ", journaled " + journaled)
                + (once.isEmpty() ? "" : ", sources " + once + " give once")
                + (blockingReads ? ", blocking reads" : "")
                + (blockingWrites ? ", blocking writes" : "");
    }
}
