package io.penstock.examples.crash;

import java.time.Duration;
import java.util.SplittableRandom;

/** Draws the moments at which workers are killed. The same seed gives the same moments, in the same order. */
final class KillPlan {
    /** So that the kills spread over the job. */
    private static final int MOST_CHECKPOINTS = 7;

    /** Behind the cases of {@link #next} that are none. */
    private static final int MID_EPOCH = 4;

    private final SplittableRandom random;
    private final long checkpointMillis;
    private boolean midEpoch;

    /** @param checkpointInterval how often the workers take a checkpoint: what "in mid-epoch" is measured by */
    KillPlan(long seed, Duration checkpointInterval) {
        this.random = new SplittableRandom(seed);
        this.checkpointMillis = Math.max(1, checkpointInterval.toMillis());
    }

    /** What a moment is counted from. */
    enum From {
        /** The start of the process: while the JVM starts, sometimes after it. */
        PROCESS_START,
        /** The first sign of the job: while it recovers, from the journal to the first records. */
        RECOVERY,
        /** The first sign that tasks run, that is right after recovery. */
        RUNNING,
        /** A completed checkpoint: in mid-epoch, or while the next checkpoint or the commit of this one is under way. */
        CHECKPOINT,
        /** The end of the input: while the last checkpoint is taken, committed and sealed, or when all is over. */
        END_OF_INPUT
    }

    /**
     * When to kill.
     *
     * @param checkpoints how many checkpoints this process completes first, if counted from one
     * @param delay how long after that
     */
    record Moment(From from, int checkpoints, Duration delay) {}

    /**
     * Every other moment is one in mid-epoch, so that no seed gives a run that never got anywhere.
     *
     * @param last true for the last kill: the only one that may come when there is nothing left to read
     */
    Moment next(boolean last) {
        if (last && random.nextBoolean()) {
            return moment(From.END_OF_INPUT, 0, 0, checkpointMillis);
        }
        midEpoch = !midEpoch;
        return switch (midEpoch ? MID_EPOCH : random.nextInt(MID_EPOCH + 1)) {
            case 0 -> moment(From.PROCESS_START, 0, 200, 2_000);
            case 1, 2 -> moment(From.RECOVERY, 0, 0, 4 * checkpointMillis);
            case 3 -> moment(From.RUNNING, 0, 0, 2 * checkpointMillis);
            default -> moment(From.CHECKPOINT, random.nextInt(1, MOST_CHECKPOINTS + 1), 0, checkpointMillis);
        };
    }

    private Moment moment(From from, int checkpoints, long leastMillis, long mostMillis) {
        return new Moment(from, checkpoints, Duration.ofMillis(random.nextLong(leastMillis, mostMillis + 1)));
    }
}
