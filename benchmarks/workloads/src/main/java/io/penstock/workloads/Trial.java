package io.penstock.workloads;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a workload once on an engine in this process, measures a part of it from outside, and checks the result. */
public final class Trial {
    private static final long LOOK_EVERY_MILLIS = 5;
    private static final long PATIENCE_MILLIS = 300_000;
    private static final long BETWEEN_FAILURES_MILLIS = 3_000;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final double load = SYSTEM.getSystemLoadAverage();
    private final Run run;
    private final Engine.RunningJob job;
    private final Window window;
    private final CompletableFuture<?> end;
    private final TreeMap<Long, Engine.Checkpoint> checkpoints = new TreeMap<>();
    private long began;
    private double seconds;
    private double cpuSeconds;
    private long records;
    private Outcome.@Nullable Latency latency;
    private Outcome.@Nullable Latency process;

    /** Told when the measured part begins and ends, by the thread that runs the trial. */
    public interface Window {
        void begins();

        void ends();
    }

    private enum Unwatched implements Window {
        UNWATCHED;

        @Override
        public void begins() {}

        @Override
        public void ends() {}
    }

    private Trial(Run run, Engine.RunningJob job, Window window) {
        this.run = run;
        this.window = window;
        this.job = job;
        this.end = job.end().toCompletableFuture();
    }

    /**
     * Takes as long as the settings say, and what the engine needs to start and to end.
     *
     * @param directory an empty directory for what the engine keeps on disk
     */
    public static Outcome of(Engine engine, RunSettings settings, Path directory) throws Exception {
        return of(engine, settings, directory, Unwatched.UNWATCHED);
    }

    /**
     * The same, for who measures something more.
     *
     * @param window told when to begin and to end with it
     */
    public static Outcome of(Engine engine, RunSettings settings, Path directory, Window window) throws Exception {
        Run run = Run.begin(settings);
        try (Ticks ticks = run.ticks();
                Engine.RunningJob job = engine.start(run, directory)) {
            Trial trial = new Trial(run, job, window);
            trial.measure(ticks);
            run.stop();
            trial.end.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return trial.outcome(engine);
        }
    }

    private void measure(@Nullable Ticks ticks) throws Exception {
        RunSettings settings = run.settings();
        long filled = 0;
        for (int part = 0; part < settings.parallelism(); part++) {
            filled += run.workload().fill(settings, part);
        }
        long enough = Math.max(1, filled);
        if (ticks != null && filled == 0) {
            ticks.start();
        }
        watch(PATIENCE_MILLIS, () -> run.made() >= enough);
        if (run.made() < enough) {
            end.getNow(null);
            throw new IllegalStateException("of " + enough + " records " + run.made() + " were made in "
                    + PATIENCE_MILLIS + " ms by " + settings);
        }
        if (ticks != null && filled > 0) {
            ticks.start();
        }
        watch(settings.warmUpMillis(), () -> false);
        run.outputs().latencies();
        long known = checkpoints.isEmpty() ? Long.MIN_VALUE : checkpoints.lastKey();
        window.begins();
        ProcessTime beginning = ProcessTime.now();
        began = beginning.nanos();
        long recordsBefore = settings.records() > 0 ? 0 : run.made();
        if (run.workload().failing()) {
            fail();
        } else {
            watch(settings.measuredMillis(), () -> false);
        }
        records = run.made() - recordsBefore;
        ProcessTime ended = ProcessTime.now();
        seconds = ended.secondsSince(beginning);
        cpuSeconds = ended.cpuSecondsSince(beginning);
        window.ends();
        checkpoints.headMap(known, true).clear();
        if (ticks != null) {
            latency = Outcome.Latency.of(run.outputs().latencies());
            process = ticks.lateness(began, ended.nanos());
        }
    }

    /** Again and again, until the time is over. */
    private void fail() throws Exception {
        Failure failure = run.failure();
        long until =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(run.settings().measuredMillis());
        while (System.nanoTime() < until) {
            failure.arm();
            watch(PATIENCE_MILLIS, failure::isOver);
            if (!failure.isOver()) {
                end.getNow(null);
                throw new IllegalStateException("not caught up within " + PATIENCE_MILLIS + " ms after a failure");
            }
            failure.note();
            watch(BETWEEN_FAILURES_MILLIS, () -> false);
        }
    }

    /** Until the time is over, or what was waited for is true, or the job is at its end. */
    private void watch(long millis, BooleanSupplier enough) throws Exception {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until && !end.isDone() && !enough.getAsBoolean()) {
            job.checkpoints().forEach(one -> checkpoints.put(one.id(), one));
            try {
                end.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                // Looks again.
            }
        }
    }

    private Outcome outcome(Engine engine) {
        RunSettings settings = run.settings();
        Outputs right = new Outputs(run.workload().results(settings));
        PlainLoop plain = run.workload().plain(settings, right.lane(0));
        long[] counts = run.counts();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        // CPU time: the anchor should not depend on who else uses the machine.
        long plainBegan = threads.getCurrentThreadCpuTime();
        plain.advance(counts);
        double plainSeconds = (threads.getCurrentThreadCpuTime() - plainBegan) / 1e9;
        plain.close();
        List<String> wrong = run.outputs().differences(right);
        return new Outcome(
                engine.version(),
                began,
                records,
                seconds,
                cpuSeconds,
                Outcome.Checkpoints.of(List.copyOf(checkpoints.values())),
                latency,
                process,
                null,
                run.workload().failing() ? Outcome.Recovery.of(run.failure().costs()) : null,
                Arrays.stream(counts).sum() / plainSeconds,
                wrong,
                load);
    }
}
