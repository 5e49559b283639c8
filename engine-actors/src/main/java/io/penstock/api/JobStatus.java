package io.penstock.api;

import io.penstock.connector.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a job stands.
 *
 * @param phase where in its life it is
 * @param generation attempt number, from 1
 * @param restarts how often it was restarted in this process
 * @param sourceProgress how much of its bounded sources is read, 0 to 1, or empty if that cannot be told
 * @param operators one line per operator, in the order of the graph
 * @param lastCheckpoint the last completed checkpoint
 * @param abortedCheckpoints how many checkpoints were aborted in this process
 * @param lastFailure what caused the last restart, one line
 * @param health whether checkpoints come as they should
 */
public record JobStatus(
        Phase phase,
        long generation,
        int restarts,
        Optional<Double> sourceProgress,
        List<OperatorStatus> operators,
        Optional<CheckpointStatus> lastCheckpoint,
        long abortedCheckpoints,
        Optional<String> lastFailure,
        CheckpointHealth health) {
    public JobStatus {
        operators = List.copyOf(operators);
    }

    /** Where in its life a job is. */
    public enum Phase {
        /** Reads its history from the journal. */
        RECOVERING,
        /** Starts its tasks and restores their state. */
        STARTING,
        RUNNING,
        /** Takes its last checkpoint, because it was told to stop. */
        STOPPING,
        /** Waits before the next attempt after a failure. */
        BACKING_OFF,
        /** Stopped on request. */
        STOPPED,
        /** Failed more often than allowed. */
        SUSPENDED,
        /** All is done and committed. */
        FINISHED
    }

    /**
     * How an operator stands; sums over its tasks since the start of this process.
     *
     * @param recordsIn records that came in
     * @param recordsOut records that went out, side outputs included
     * @param late records that came after their windows were gone
     * @param skipped records left out by an error policy, or sent to the dead letters
     * @param watermarkMillis the lowest watermark of its tasks, {@code Long.MIN_VALUE} before the first one, {@code
     *     Long.MAX_VALUE} when its input is at its end
     * @param backpressured how many of its tasks wait for credit now
     * @param stateEntries entries of keyed state it holds now
     * @param retentionOverflows how often its tasks sent more behind a {@code keyBy} between two checkpoints than they
     *     keep, so that a failure downstream would have restarted them too
     * @param metrics what is counted of a source or sink beside that, by name: by the engine, and by the connector, whose
     *     documentation says what it is
     */
    public record OperatorStatus(
            String name,
            String kind,
            int parallelism,
            long recordsIn,
            long recordsOut,
            long late,
            long skipped,
            long watermarkMillis,
            int backpressured,
            long stateEntries,
            long retentionOverflows,
            SortedMap<String, Metric> metrics) {
        public OperatorStatus {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }

        /** One that is neither source nor sink. */
        public OperatorStatus(
                String name,
                String kind,
                int parallelism,
                long recordsIn,
                long recordsOut,
                long late,
                long skipped,
                long watermarkMillis,
                int backpressured,
                long stateEntries,
                long retentionOverflows) {
            this(
                    name,
                    kind,
                    parallelism,
                    recordsIn,
                    recordsOut,
                    late,
                    skipped,
                    watermarkMillis,
                    backpressured,
                    stateEntries,
                    retentionOverflows,
                    Collections.emptySortedMap());
        }
    }

    /**
     * Whether checkpoints come as they should. A failure costs what was processed since the last one.
     *
     * @param age of the last completed checkpoint, by the clock on the wall, or empty if there is none
     * @param limit how old it may become: {@code penstock.checkpoint.red-after}, and not less than two intervals
     * @param red no checkpoint was completed for longer than that, and the job has not ended; a job that was started again
     *     is given the time from its start
     */
    public record CheckpointHealth(Optional<Duration> age, Duration limit, boolean red) {}

    /**
     * A completed checkpoint.
     *
     * @param duration from the trigger until it counted as complete
     * @param bytes what its snapshots wrote
     * @param inFlightBytes the part of it that is records on their way: more than nothing if the checkpoint was unaligned
     */
    public record CheckpointStatus(long id, Instant completedAt, Duration duration, long bytes, long inFlightBytes) {
        /** An aligned checkpoint. */
        public CheckpointStatus(long id, Instant completedAt, Duration duration, long bytes) {
            this(id, completedAt, duration, bytes, 0);
        }

        /** True if its barriers have overtaken records. */
        public boolean isUnaligned() {
            return inFlightBytes > 0;
        }
    }
}
