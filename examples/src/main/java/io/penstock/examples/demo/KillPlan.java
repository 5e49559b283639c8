package io.penstock.examples.demo;

import java.time.Duration;
import java.util.SplittableRandom;

/** Draws the moments at which workers are killed. The same seed gives the same moments, in the same order. */
final class KillPlan {
    /** So that the kills spread over the job. */
    private static final int MOST_CHECKPOINTS = 7;

    private final SplittableRandom random;
    private final long checkpointMillis;

    /** @param checkpointInterval how often the workers take a checkpoint: what "in mid-epoch" is measured by */
    KillPlan(long seed, Duration checkpointInterval) {
        this.random = new SplittableRandom(seed);
        this.checkpointMillis = Math.max(1, checkpointInterval.toMillis());
    }

    /** What a moment is counted from. */
    enum From {
        /** The start of the process: before or during recovery, sometimes soon after it. */
        PROCESS_START,
        /** The first sign that tasks run, that is right after recovery. */
        RUNNING,
        /** A completed checkpoint: in mid-epoch, or while the next checkpoint or the commit of this one is under way. */
        CHECKPOINT
    }

    /**
     * When to kill.
     *
     * @param checkpoints how many checkpoints this process completes first, if counted from one
     * @param delay how long after that
     */
    record Moment(From from, int checkpoints, Duration delay) {}

    Moment next() {
        return switch (random.nextInt(4)) {
            case 0 -> moment(From.PROCESS_START, 0, 200, 2_000);
            case 1 -> moment(From.RUNNING, 0, 0, 2 * checkpointMillis);
            default -> moment(From.CHECKPOINT, random.nextInt(1, MOST_CHECKPOINTS + 1), 0, checkpointMillis);
        };
    }

    private Moment moment(From from, int checkpoints, long leastMillis, long mostMillis) {
        return new Moment(from, checkpoints, Duration.ofMillis(random.nextLong(leastMillis, mostMillis + 1)));
    }
}
