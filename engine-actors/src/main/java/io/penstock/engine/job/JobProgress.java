package io.penstock.engine.job;

import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
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

    void metrics(JobMetrics counters) {
        metrics = counters;
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
                Optional.ofNullable(lastFailure));
    }

    private static JobStatus.CheckpointStatus status(CompletedCheckpoint checkpoint) {
        return new JobStatus.CheckpointStatus(
                checkpoint.id(),
                Instant.ofEpochMilli(checkpoint.completedMillis()),
                Duration.ofMillis(checkpoint.completedMillis() - checkpoint.startedMillis()),
                checkpoint.bytes());
    }
}
