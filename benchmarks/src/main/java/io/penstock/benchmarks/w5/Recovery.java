package io.penstock.benchmarks.w5;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.Penstock;
import io.penstock.api.Job;
import io.penstock.api.JobEnd;
import io.penstock.api.JobHandle;
import io.penstock.benchmarks.Machine;
import io.penstock.benchmarks.jobs.JobOnDisk;
import io.penstock.connector.generator.GeneratorSource;
import io.penstock.function.KeyedContext;
import io.penstock.function.KeyedProcessFunction;
import io.penstock.function.StateContext;
import io.penstock.function.ValueState;
import io.penstock.workloads.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * W5: a running count over many keys at a steady rate, with a checkpoint each second, forced to disk. Once every key has
 * its state, a keyed task fails, again and again; measured is what each failure costs.
 *
 * <pre>
 *   [keys, default 1000000] [records a second, default 100000] [failures, default 10]
 * </pre>
 *
 * <p>Exit status 1 if the result is wrong, or if the source was opened again.
 */
public final class Recovery {
    private static final int PARALLELISM = 2;
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HEAD = """
            # Recovery (W5)

            A running count over many keys, two tasks, a checkpoint each second on disk; a keyed task throws. Milliseconds
            from the throw to the first output of the restarted task, and to its first output that had not been sent before
            (it takes in what it had since the checkpoint first); outputs that were sent again; the longest time in which
            the other task sent nothing. Median and greatest of the failures of one process.

            | date | commit | keys | records/s | failures | first output ms | first new ms | sent again | gap of the other ms | machine |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private final int keys;
    private final int perSecond;
    private final int failures;

    private Recovery(int keys, int perSecond, int failures) {
        this.keys = keys;
        this.perSecond = perSecond;
        this.failures = failures;
    }

    public static void main(String[] arguments) throws Exception {
        Recovery recovery =
                new Recovery(number(arguments, 0, 1_000_000), number(arguments, 1, 100_000), number(arguments, 2, 10));
        System.exit(recovery.run() ? 0 : 1);
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    /** Counts the records of each key and fails when the trace says so. */
    private static final class Count implements KeyedProcessFunction<Long, Event, Event> {
        private final Trace trace;
        private @Nullable ValueState<Long> count;

        Count(Trace trace) {
            this.trace = trace;
        }

        @Override
        public void open(StateContext states) {
            count = states.value("count", Long.class);
        }

        @Override
        public void process(Event event, KeyedContext<Long, Event> context) {
            trace.processing((int) event.key());
            ValueState<Long> state = count;
            if (state == null) {
                throw new IllegalStateException("the operator is not open");
            }
            long next = state.getOrDefault(0L) + 1;
            state.update(next);
            context.collect(new Event(event.key(), next, event.timestamp()));
        }
    }

    private boolean run() throws Exception {
        Path directory = Files.createTempDirectory("penstock-recovery");
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "benchmark", config(directory));
        Trace trace = new Trace(PARALLELISM, keys);
        TracedSink sink = new TracedSink(trace);
        List<Trace.Cost> costs = new ArrayList<>();
        try {
            long fill = keys;
            long count = fill + (long) perSecond * (5L * failures + 5);
            Job job = Job.named("w5").parallelism(PARALLELISM).checkpointEvery(CHECKPOINT_INTERVAL);
            // An odd factor visits every key once in as many numbers as there are keys.
            job.from(new OpenedSource<>(
                            GeneratorSource.of(number -> new Event(number * 7919 % keys, 0, number))
                                    .count(count)
                                    .perSecond(perSecond)
                                    .parts(1),
                            trace.opened))
                    .parallelism(1)
                    .named("events")
                    .keyBy(Event::key, Long.class)
                    .process(() -> new Count(trace))
                    .named("count")
                    .to(sink)
                    .named("out");
            JobHandle handle = Penstock.get(system).run(job);
            await(() -> sink.records() >= fill, "every key has its state");
            for (int failure = 0; failure < failures; failure++) {
                long checkpoint = checkpoint(handle);
                await(() -> checkpoint(handle) > checkpoint + 1, "two checkpoints are complete");
                trace.failNext(failure % PARALLELISM);
                await(trace::isRecovered, "the failed task sends something new");
                // What comes within a second is part of the cost: repetitions and gaps.
                long after = checkpoint(handle);
                await(() -> checkpoint(handle) > after, "a checkpoint is complete");
                costs.add(trace.cost(PARALLELISM));
                System.out.println(costs.get(costs.size() - 1));
            }
            JobEnd end = handle.end().toCompletableFuture().get(5, TimeUnit.MINUTES);
            boolean right = end instanceof JobEnd.Finished && sink.records() == count && trace.opened.get() == 1;
            report(costs, right);
            System.out.println((right ? "exact" : "WRONG") + ": " + sink.records() + " of " + count
                    + " records, source opened " + trace.opened + " times, ended as " + end);
            return right;
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static long checkpoint(JobHandle handle) {
        return handle.status().lastCheckpoint().map(last -> last.id()).orElse(0L);
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long end = Trace.nanos() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (Trace.nanos() > end) {
                throw new IllegalStateException("waited " + PATIENCE + " in vain until " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseMap(
                        Map.of("pekko.loglevel", "WARNING", "penstock.job.subtree-restart.max-restarts", "1000"))
                .withFallback(JobOnDisk.config(directory));
    }

    private void report(List<Trace.Cost> costs, boolean right) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        Path file = Path.of("benchmarks/results/recovery.md");
        if (!Files.exists(file)) {
            Files.writeString(file, HEAD, StandardCharsets.UTF_8);
        }
        String line = String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %d%s | %s | %s | %s | %s | %d x %s, %s, Pekko %s |%n",
                machine.date(),
                machine.commit(),
                keys,
                perSecond,
                costs.size(),
                right ? "" : " (result WRONG)",
                spread(costs, Trace.Cost::firstOutputMillis),
                spread(costs, Trace.Cost::firstNewMillis),
                spread(costs, cost -> cost.repeated()),
                spread(costs, Trace.Cost::longestGapOfOthersMillis),
                machine.cores(),
                machine.cpu(),
                machine.jdk(),
                machine.pekko());
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        System.out.print(line);
    }

    private static String spread(List<Trace.Cost> costs, ToDoubleFunction<Trace.Cost> figure) {
        List<Double> sorted = costs.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return String.format(
                Locale.ROOT, "%,.0f / %,.0f", sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }
}
