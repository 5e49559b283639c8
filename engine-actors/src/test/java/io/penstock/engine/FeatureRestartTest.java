package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.api.Stream;
import io.penstock.engine.fakes.FailOnce;
import io.penstock.engine.fakes.JournalScript;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.fakes.ScriptedJournal;
import io.penstock.function.AggregateFunction;
import io.penstock.function.Collector;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.ListState;
import io.penstock.function.MapState;
import io.penstock.function.OutputTag;
import io.penstock.function.StateContext;
import io.penstock.function.TimeDomain;
import io.penstock.function.ValueState;
import io.penstock.time.Tumbling;
import io.penstock.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators do, over a failure in the middle: each job fails once between two checkpoints. */
class FeatureRestartTest {
    private static final String STORE = "features";
    private static final long COUNT = 4_000;
    private static final JournalStorage JOURNAL = JournalStorage.named(STORE);
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.parseString("""
            penstock {
              job.restart { max-restarts = 20, min-backoff = 1ms, max-backoff = 5ms }
              source.idle-poll-interval = 1ms
              task { batch-size = 16, credit = 2 }
            }
            pekko.loglevel = "OFF"
            """)
            .withFallback(ScriptedJournal.config(STORE))
            .withFallback(ConfigFactory.load()));
    private static final AtomicInteger JOBS = new AtomicInteger();

    private final String name = "job-" + JOBS.incrementAndGet();
    private final FailOnce failure = new FailOnce();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicBoolean open = new AtomicBoolean();

    @BeforeEach
    void countCheckpoints() {
        JOURNAL.script((persistenceId, events) -> {
            if (events.get(0).toString().startsWith("CheckpointCompleted")) {
                completed.incrementAndGet();
            }
            return JournalScript.stored();
        });
    }

    @AfterEach
    void journalObeysAgain() {
        JOURNAL.script(JournalScript.OBEDIENT);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Job job(int parallelism) {
        return Job.named(name).parallelism(parallelism).checkpointEvery(Duration.ofMillis(10));
    }

    /** Numbers that fail once on their way, behind the first checkpoint; the second half comes behind the second one. */
    private Stream<Long> numbers(Job job, int splits) {
        return job.from(NumberSource.upTo(COUNT, splits)
                        .holdingBack(COUNT / 2, () -> completed.get() >= 2)
                        .onRead(n -> failure.when(completed.get() >= 1 && n > COUNT / 4)))
                .named("numbers-" + splits);
    }

    private void assertFinishesAfterOneFailure(Job job) throws Exception {
        JobHandle handle = Penstock.get(KIT.system()).run(job);
        assertThat(end(handle)).isInstanceOf(JobEnd.Finished.class);
        assertThat(failure.failures()).isEqualTo(1);
        assertThat(handle.status().restarts()).isPositive();
    }

    private static JobEnd end(JobHandle handle) throws Exception {
        return handle.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static List<Long> upTo(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** Gathers ten numbers of a key in a list and a map, then sends their sum when event time has passed the last. */
    private static final class Gather implements KeyedProcessFunction<Long, Long, Long> {
        @SuppressWarnings("NullAway.Init")
        private ValueState<Long> sum;

        @SuppressWarnings("NullAway.Init")
        private ListState<Long> list;

        @SuppressWarnings("NullAway.Init")
        private MapState<Long, Long> map;

        @Override
        public void open(StateContext states) {
            sum = states.value("sum", Long.class);
            list = states.list("list", Long.class);
            map = states.map("map", Long.class, Long.class);
        }

        @Override
        public void process(Long number, KeyedContext<Long, Long> context) {
            sum.update(sum.getOrDefault(0L) + number);
            list.add(number);
            map.put(number, number);
            context.registerEventTimer(context.key() * 10 + 9);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Long, Long> context) {
            long ofList = list.get().stream().mapToLong(n -> n).sum();
            long ofMap = map.entries().values().stream().mapToLong(n -> n).sum();
            if (ofList != sum.getOrDefault(0L) || ofMap != ofList || list.get().size() != 10) {
                throw new IllegalStateException("key " + context.key() + " has " + list.get());
            }
            context.collect(ofList);
            sum.clear();
            list.clear();
            map.clear();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,3"})
    void eventTimersAndStateOfEveryKindAreExact(int parallelism, int splits) throws Exception {
        MemorySink<Long> sink = new MemorySink<>(true);
        Job job = job(parallelism);
        numbers(job, splits)
                .timestamps(n -> n, Watermarks.ascending())
                .keyBy(n -> n / 10)
                .process(Gather::new)
                .to(sink);

        assertFinishesAfterOneFailure(job);

        assertThat(sink.visible())
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, COUNT / 10)
                        .mapToObj(key -> key * 100 + 45)
                        .toList());
    }

    /** Sends each key once, some time after it came. */
    private static final class Later implements KeyedProcessFunction<Long, Long, Long> {
        @Override
        public void process(Long number, KeyedContext<Long, Long> context) {
            context.registerProcessingTimer(context.processingTimeMillis() + 20);
        }

        @Override
        public void onTimer(long timeMillis, TimeDomain domain, KeyedContext<Long, Long> context) {
            context.collect(context.key());
        }
    }

    @Test
    void processingTimersFireAfterARestart() throws Exception {
        MemorySink<Long> sink = new MemorySink<>(true);
        Job job = job(2);
        job.from(NumberSource.upTo(COUNT, 2)
                        .holdingBack(COUNT - 1, open::get)
                        .onRead(n -> failure.when(completed.get() >= 1 && n > COUNT / 4)))
                .named("numbers")
                .flatMap((Long n, Collector<Long> out) -> {
                    failure.when(completed.get() >= 2);
                    out.collect(n);
                })
                .keyBy(n -> n)
                .process(Later::new)
                .to(sink);
        JobHandle handle = Penstock.get(KIT.system()).run(job);

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(sink.visible())
                .as(
                        "after %s restarts, last failure %s",
                        handle.status().restarts(), handle.status().lastFailure())
                .hasSize((int) COUNT - 1));
        open.set(true);
        end(handle);

        assertThat(sink.visible()).doesNotHaveDuplicates().containsAll(upTo(COUNT - 1));
    }

    @Test
    void unionOfTwoSourcesLosesAndDoublesNothing() throws Exception {
        MemorySink<Long> sink = new MemorySink<>(false);
        Job job = job(2);
        Stream<Long> negative = numbers(job, 3).map(n -> -1 - n);
        numbers(job, 2).union(negative).to(sink);

        assertFinishesAfterOneFailure(job);

        assertThat(sink.visible().stream().sorted())
                .containsExactlyElementsOf(
                        LongStream.range(-COUNT, COUNT).boxed().toList());
    }

    @Test
    void sideOutputsAndMainOutputAreBothExact() throws Exception {
        OutputTag<Long> odd = OutputTag.of("odd", Long.class);
        MemorySink<Long> even = new MemorySink<>(true);
        MemorySink<Long> side = new MemorySink<>(true);
        Job job = job(2);
        Stream<Long> split = numbers(job, 2).<Long>process(() -> (n, context) -> {
            if (n % 2 == 0) {
                context.collect(n);
            } else {
                context.sideOutput(odd, n);
            }
        });
        split.to(even);
        split.sideOutput(odd).to(side);

        assertFinishesAfterOneFailure(job);

        assertThat(even.visible().stream().sorted())
                .containsExactlyElementsOf(
                        upTo(COUNT).stream().filter(n -> n % 2 == 0).toList());
        assertThat(side.visible().stream().sorted())
                .containsExactlyElementsOf(
                        upTo(COUNT).stream().filter(n -> n % 2 == 1).toList());
    }

    /** Counts. */
    private static final class Count implements AggregateFunction<Long, Long, Long> {
        @Override
        public Long create() {
            return 0L;
        }

        @Override
        public Long add(Long value, Long so) {
            return so + 1;
        }

        @Override
        public Long merge(Long left, Long right) {
            return left + right;
        }

        @Override
        public Long result(Long so) {
            return so;
        }
    }

    @Test
    void lateRecordsAreSentAsideOnce() throws Exception {
        OutputTag<Long> late = OutputTag.of("late", Long.class);
        MemorySink<Long> windows = new MemorySink<>(true);
        MemorySink<Long> lates = new MemorySink<>(true);
        Job job = job(1);
        // Each hundredth number is a thousand behind its time.
        Stream<Long> counted = numbers(job, 1)
                .timestamps(n -> n % 100 == 99 ? n - 1_000 : n, Watermarks.ascending())
                .keyBy(n -> 0L)
                .window(Tumbling.of(Duration.ofMillis(50)))
                .lateTo(late)
                .aggregate(new Count());
        counted.to(windows);
        counted.sideOutput(late).to(lates);

        assertFinishesAfterOneFailure(job);

        long counts = windows.visible().stream().mapToLong(n -> n).sum();
        assertThat(lates.visible()).doesNotHaveDuplicates().allMatch(n -> n % 100 == 99);
        assertThat(counts + lates.visible().size()).isEqualTo(COUNT);
    }

    @Test
    void largeExpansionUnderATinyCreditIsExact() throws Exception {
        long expansion = 200;
        MemorySink<Long> sink = new MemorySink<>(true);
        Job job = job(2);
        numbers(job, 2)
                .filter(n -> n % 40 == 0)
                .<Long>flatMap((n, out) -> LongStream.range(0, expansion).forEach(i -> out.collect(n * expansion + i)))
                .rebalance()
                .to(sink);

        assertFinishesAfterOneFailure(job);

        assertThat(sink.visible().stream().sorted())
                .containsExactlyElementsOf(LongStream.range(0, COUNT / 40)
                        .flatMap(n -> LongStream.range(n * 40 * expansion, n * 40 * expansion + expansion))
                        .boxed()
                        .toList());
    }

    @Test
    void twoReadersOfOneOutputEachGetEveryRecord() throws Exception {
        MemorySink<Long> one = new MemorySink<>(true);
        MemorySink<Long> two = new MemorySink<>(false);
        Job job = job(2);
        Stream<Long> numbers = numbers(job, 2);
        numbers.map(n -> n + 1).to(one);
        numbers.filter(n -> n % 3 == 0).to(two);

        assertFinishesAfterOneFailure(job);

        assertThat(one.visible().stream().sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, COUNT).boxed().toList());
        assertThat(two.visible().stream().sorted())
                .containsExactlyElementsOf(
                        upTo(COUNT).stream().filter(n -> n % 3 == 0).toList());
    }

    /** A job that is stopped in the middle, and then run to its end with other settings. */
    private final class Halves {
        final MemorySink<Tally> sink = new MemorySink<>(true);

        Job define(int parallelism, int keyGroups, String sums) {
            Job job = job(parallelism).keyGroups(keyGroups);
            Tally.keyed(
                            job.from(NumberSource.upTo(COUNT, 3).holdingBack(COUNT / 2, open::get))
                                    .named("numbers"),
                            50)
                    .reduce(Tally::plus, Tally.class)
                    .named(sums)
                    .to(sink)
                    .named("out");
            return job;
        }

        void runFirst(int parallelism) throws Exception {
            JobHandle handle = Penstock.get(KIT.system()).run(define(parallelism, 128, "sums"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !sink.visible()
                    .isEmpty());
            assertThat(handle.stop().toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(JobEnd.Stopped.class);
            open.set(true);
        }

        JobEnd runSecond(Job job) throws Exception {
            return end(Penstock.get(KIT.system()).run(job));
        }
    }

    @ParameterizedTest
    @CsvSource({"2,3", "3,1", "1,4", "2,2"})
    void goesOnExactlyWithAnotherParallelism(int before, int after) throws Exception {
        Halves halves = new Halves();
        halves.runFirst(before);

        JobEnd end = halves.runSecond(halves.define(after, 128, "sums"));

        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        Tally.assertExact(halves.sink.visible(), COUNT, 50);
    }

    @Test
    void renamedOperatorWithStateIsRefusedByName() throws Exception {
        Halves halves = new Halves();
        halves.runFirst(2);

        JobEnd end = halves.runSecond(halves.define(2, 128, "totals"));

        assertThat(end).isInstanceOf(JobEnd.Suspended.class);
        assertThat(((JobEnd.Suspended) end).cause()).contains("'sums'", "does not fit its journal");
    }

    @Test
    void anotherNumberOfKeyGroupsIsRefused() throws Exception {
        Halves halves = new Halves();
        halves.runFirst(2);

        JobEnd end = halves.runSecond(halves.define(2, 64, "sums"));

        assertThat(end).isInstanceOf(JobEnd.Suspended.class);
        assertThat(((JobEnd.Suspended) end).cause()).contains("128", "64");
    }

    @Test
    void refusedJobGoesOnOnceItFitsAgain() throws Exception {
        Halves halves = new Halves();
        halves.runFirst(2);
        halves.runSecond(halves.define(2, 128, "totals"));

        JobEnd end = halves.runSecond(halves.define(2, 128, "sums"));

        assertThat(end).isInstanceOf(JobEnd.Finished.class);
        Tally.assertExact(halves.sink.visible(), COUNT, 50);
    }

    @Test
    void jobOfTheSameNameIsRefusedWhileOneRuns() throws Exception {
        Halves halves = new Halves();
        JobHandle handle = Penstock.get(KIT.system()).run(halves.define(1, 128, "sums"));
        List<Throwable> refused = new ArrayList<>();
        try {
            Penstock.get(KIT.system()).run(halves.define(1, 128, "sums"));
        } catch (IllegalStateException e) {
            refused.add(e);
        }
        handle.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(refused).singleElement().asString().contains(name);
    }
}
