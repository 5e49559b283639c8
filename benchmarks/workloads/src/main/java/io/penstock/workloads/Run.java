package io.penstock.workloads;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workload in this process: where its sources ask what to make, and its sinks leave what came. Thread-safe.
 *
 * <p>Engines that serialize functions find it by {@link #current()}.
 */
public final class Run {
    /** Counters of different parts lie on different cache lines. */
    private static final int STRIDE = 16;

    private static volatile @Nullable Run current;

    private final RunSettings settings;
    private final Workload workload;
    private final AtomicLongArray made;
    private final AtomicLongArray ends;
    private final Outputs outputs;
    private final @Nullable Ticks ticks;
    private final @Nullable Failure failure;
    private volatile boolean stopped;

    private Run(RunSettings settings) {
        this.settings = settings;
        workload = Workloads.named(settings.workload());
        made = new AtomicLongArray(settings.parallelism() * STRIDE);
        ends = new AtomicLongArray(settings.parallelism());
        ticks = workload.ticked() ? new Ticks() : null;
        failure = ticks != null && workload.failing() ? new Failure(ticks, settings.parallelism()) : null;
        outputs = new Outputs(workload.results(settings), ticks, failure);
    }

    /** Makes a run the one of this process. */
    public static Run begin(RunSettings settings) {
        Run run = new Run(settings);
        current = run;
        return run;
    }

    /** The run of this process. */
    public static Run current() {
        Run run = current;
        if (run == null) {
            throw new IllegalStateException("no run has begun in this process");
        }
        return run;
    }

    public RunSettings settings() {
        return settings;
    }

    public Workload workload() {
        return workload;
    }

    public Outputs outputs() {
        return outputs;
    }

    /** Reads a part from a position on. */
    public PartReader read(PartReader.Position from) {
        return new PartReader(this, from);
    }

    /** Every part ends where it is, and closes. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    void made(int part, long count) {
        made.lazySet(part * STRIDE, count);
    }

    void ended(int part, long count) {
        ends.set(part, count);
    }

    /** How many records were made by now, closing ones left out. */
    long made() {
        return IntStream.range(0, settings.parallelism())
                .mapToLong(part -> made.get(part * STRIDE))
                .sum();
    }

    /** How many records each part had, once all are at their end. */
    long[] counts() {
        return IntStream.range(0, settings.parallelism()).mapToLong(ends::get).toArray();
    }

    /**
     * Makes the keyed operator fail.
     *
     * @throws IllegalStateException if the workload's operators are not made to fail
     */
    public Failure failure() {
        if (failure == null) {
            throw new IllegalStateException(workload.name() + " has no failures");
        }
        return failure;
    }

    @Nullable
    Ticks ticks() {
        return ticks;
    }
}
