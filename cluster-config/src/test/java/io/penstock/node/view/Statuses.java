package io.penstock.node.view;

import io.penstock.api.JobStatus;
import io.penstock.api.JobStatus.CheckpointHealth;
import io.penstock.api.JobStatus.CheckpointStatus;
import io.penstock.api.JobStatus.OperatorStatus;
import io.penstock.api.JobStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Samples of a job with a source, a window and a sink, as the tests of the view need them. */
final class Statuses {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long FEBRUARY = Instant.parse("2001-02-13T21:29:59Z").toEpochMilli();

    static final CheckpointHealth HEALTHY =
            new CheckpointHealth(Optional.of(Duration.ofMillis(400)), Duration.ofMinutes(2), false);

    private Statuses() {}

    /** Nothing has come in yet. */
    static JobStatus starting() {
        return status(Phase.STARTING, 0, Optional.empty(), operators(0, Long.MIN_VALUE, 0));
    }

    /** {@code records} of 20,000 are read, and checkpoint 7 was 400 ms before {@code at}. */
    static JobStatus running(long records, Instant at) {
        CheckpointStatus checkpoint = new CheckpointStatus(7, at.minusMillis(400), Duration.ofMillis(12), 31_400);
        return status(Phase.RUNNING, records / 20_000.0, Optional.of(checkpoint), operators(records, FEBRUARY, 1));
    }

    static List<OperatorStatus> operators(long records, long watermark, int backpressured) {
        return List.of(
                new OperatorStatus("flights", "source", 1, 0, records, 0, 0, Long.MIN_VALUE, 0, 0, 0),
                new OperatorStatus(
                        "delays", "window", 2, records, records / 5, 0, 0, watermark, backpressured, 1_234, 0),
                new OperatorStatus("delays-by-day", "sink", 2, records / 5, 0, 0, 0, watermark, 0, 0, 0));
    }

    static JobStatus status(
            Phase phase, double progress, Optional<CheckpointStatus> checkpoint, List<OperatorStatus> operators) {
        return new JobStatus(phase, 1, 0, Optional.of(progress), operators, checkpoint, 0, Optional.empty(), HEALTHY);
    }

    /** No checkpoint was completed for 150 seconds, and two minutes are the limit. */
    static JobStatus red(Instant at) {
        CheckpointStatus checkpoint = new CheckpointStatus(7, at.minusSeconds(150), Duration.ofMillis(12), 31_400);
        return new JobStatus(
                Phase.RUNNING,
                1,
                0,
                Optional.of(0.5),
                operators(10, FEBRUARY, 0),
                Optional.of(checkpoint),
                0,
                Optional.empty(),
                new CheckpointHealth(Optional.of(Duration.ofSeconds(150)), Duration.ofMinutes(2), true));
    }

    static Sample sample(long millis, JobStatus status) {
        return new Sample(millis * 1_000_000, START.plusMillis(millis), status);
    }

    /** Ten seconds of a job at 1,000 records a second, sampled every 200 ms. */
    static History tenSeconds() {
        History history = new History("delays", sample(0, starting()));
        for (long millis = 200; millis <= 10_000; millis += 200) {
            history.add(sample(millis, running(millis, START.plusMillis(millis))));
        }
        return history;
    }
}
