package io.penstock.engine.job;

import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the supervisor of a job publishes and its handle reads. Written by the supervisor's thread only. */
public final class JobProgress {
    private final CompletableFuture<JobEnd> end = new CompletableFuture<>();
    private volatile @Nullable JobMetrics metrics;
    private volatile JobStatus.Phase phase = JobStatus.Phase.RECOVERING;
    private volatile long generation;
    private volatile int restarts;
    private volatile long aborted;
    private volatile @Nullable CompletedCheckpoint last;
    private volatile @Nullable String lastFailure;
    private volatile @Nullable Watch watch;

    /** What the age of the last checkpoint is told from. */
    private record Watch(Clock clock, Duration limit, long begunNanos) {}

    /** How old the newest checkpoint was at some moment. */
    private record Known(long ageMillis, long atNanos) {}

    private volatile @Nullable Known newest;
    /** When the last checkpoint of this process was completed. */
    private volatile long completedNanos = Long.MIN_VALUE;

    void metrics(JobMetrics counters) {
        metrics = counters;
    }

    /** From now on a status says how old the last checkpoint is, and whether that is more than the limit. */
    void watchCheckpoints(Clock clock, Duration limit) {
        watch = new Watch(clock, limit, clock.nanos());
    }

    void phase(JobStatus.Phase next) {
        phase = next;
    }

    void generation(long next) {
        generation = next;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void restarted(String failure) {
        restarts++;
        lastFailure = failure;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void aborted() {
        aborted++;
    }

    void completed(CompletedCheckpoint checkpoint) {
        last = checkpoint;
        Watch watching = watch;
        if (watching != null) {
            completedNanos = watching.clock().nanos();
            newest = new Known(0, completedNanos);
        }
    }

    /** The job goes on from this checkpoint, of this process or of an earlier one. */
    void restored(CompletedCheckpoint checkpoint) {
        last = checkpoint;
        Watch watching = watch;
        if (watching != null) {
            long age = watching.clock().currentMillis() - checkpoint.completedMillis();
            newest = new Known(Math.max(0, age), watching.clock().nanos());
        }
    }

    /** The last checkpoint that completed or was restored, or 0. */
    long lastCheckpoint() {
        CompletedCheckpoint checkpoint = last;
        return checkpoint == null ? 0 : checkpoint.id();
    }

    /** The first call says how the job ended; later ones change nothing. */
    void ended(JobStatus.Phase with, JobEnd how) {
        if (!end.isDone()) {
            phase = with;
            end.complete(how);
        }
    }

    public CompletionStage<JobEnd> end() {
        return end.minimalCompletionStage();
    }

    public JobStatus status() {
        JobMetrics counters = metrics;
        CompletedCheckpoint checkpoint = last;
        return new JobStatus(
                phase,
                generation,
                restarts,
                counters == null ? Optional.empty() : counters.sourceProgress(),
                counters == null ? List.of() : counters.operators(),
                checkpoint == null ? Optional.empty() : Optional.of(status(checkpoint)),
                aborted,
                Optional.ofNullable(lastFailure),
                health());
    }

    private JobStatus.CheckpointHealth health() {
        Watch watching = watch;
        if (watching == null) {
            return new JobStatus.CheckpointHealth(Optional.empty(), Duration.ZERO, false);
        }
        long now = watching.clock().nanos();
        Known known = newest;
        long since = now - Math.max(watching.begunNanos(), completedNanos);
        return new JobStatus.CheckpointHealth(
                known == null
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(known.ageMillis() + (now - known.atNanos()) / 1_000_000)),
                watching.limit(),
                !end.isDone() && since > watching.limit().toNanos());
    }

    private static JobStatus.CheckpointStatus status(CompletedCheckpoint checkpoint) {
        return new JobStatus.CheckpointStatus(
                checkpoint.id(),
                Instant.ofEpochMilli(checkpoint.completedMillis()),
                Duration.ofMillis(checkpoint.completedMillis() - checkpoint.startedMillis()),
                checkpoint.bytes(),
                checkpoint.inFlightBytes());
    }
}
