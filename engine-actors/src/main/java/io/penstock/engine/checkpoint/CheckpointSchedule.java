package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.PendingCheckpoint.Purpose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the next checkpoint begins and what it is taken for. Time is what the caller says it is. Owned by the coordinator,
 * who knows whether all tasks run and whether a checkpoint is under way.
 */
final class CheckpointSchedule {
    /** As {@link Trimming}: not a journal entry for each checkpoint of a short interval. */
    private static final Duration BETWEEN_CONFIRMATIONS = Duration.ofSeconds(1);

    private final CheckpointSettings settings;
    private boolean stopping;
    /** The sources are told to end: a checkpoint before all has ended would be one to which the job must not go back. */
    private boolean draining;
    /** What the last checkpoint of these tasks that is complete was taken for. */
    private @Nullable Purpose last;

    private int abortedInARow;
    private long startNanos;
    private long dueNanos;
    /** When a confirmation was last written by itself; meaningless before the first. */
    private long confirmedNanos;

    private boolean confirmed;

    CheckpointSchedule(CheckpointSettings settings) {
        this.settings = settings;
    }

    /**
     * All tasks run, all of them or a part anew.
     *
     * @param partly true if some ran before: what the job was asked still holds
     */
    void tasksRun(boolean partly, long nowNanos) {
        if (!partly) {
            stopping = false;
            draining = false;
        }
        last = null;
        abortedInARow = 0;
        startNanos = nowNanos;
        dueNanos = nowNanos;
    }

    void stop() {
        stopping = true;
    }

    /** The stop has to wait for something after all: until it is said again, checkpoints go on as ever. */
    void stopLater() {
        stopping = false;
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** True once the checkpoint that ends the job is complete. */
    boolean isOver() {
        return last != null && last.endsJob();
    }

    /** True if the last one that is complete was taken for this. */
    boolean lastWasFor(Purpose purpose) {
        return last == purpose;
    }

    /** False for any checkpoint behind the one that ends the job, and while a job is drained, for any before that one. */
    boolean allows(Purpose purpose) {
        return !isOver() && (!draining || purpose == Purpose.FINISH);
    }

    /** Whether one that is wanted ahead of its time may begin: not more often than twice per interval, as each has a cost. */
    boolean allowsEarly(long nowNanos) {
        return nowNanos - startNanos >= settings.interval().toNanos() / 2;
    }

    /** Counts as started when it was due if it is a little late, as timers are: or else each interval would be longer. */
    void started(long nowNanos) {
        long late = nowNanos - dueNanos;
        startNanos = late >= 0 && late < settings.interval().toNanos() / 2 ? dueNanos : nowNanos;
    }

    long startNanos() {
        return startNanos;
    }

    /**
     * Whether a confirmation that nobody waits for is written by itself, now that it is there: with short intervals the
     * next completion takes it along soon enough. What a crash in between costs is that a commit is repeated.
     */
    boolean confirmsAlone(long nowNanos) {
        if (confirmed && nowNanos - confirmedNanos < BETWEEN_CONFIRMATIONS.toNanos()) {
            return false;
        }
        confirmed = true;
        confirmedNanos = nowNanos;
        return true;
    }

    void completed(Purpose purpose) {
        abortedInARow = 0;
        last = purpose;
    }

    /** True if more came to nothing in a row than is tolerated. */
    boolean aborted() {
        abortedInARow++;
        return abortedInARow > settings.toleratedAborts();
    }

    /** What the next one is taken for: the end of the job if that is due, else what is wanted, else the interval. */
    Purpose next(boolean allEnded, boolean savepointWanted) {
        if (stopping) {
            return Purpose.STOP;
        }
        if (allEnded) {
            return Purpose.FINISH;
        }
        return savepointWanted ? Purpose.SAVEPOINT : Purpose.PERIODIC;
    }

    /** How long it is until the next periodic one is due, now that none is under way. */
    Duration untilNext(long nowNanos) {
        long left = settings.interval().toNanos() - (nowNanos - startNanos);
        long wait = Math.max(left, settings.minPause().toNanos());
        dueNanos = nowNanos + wait;
        return Duration.ofNanos(wait);
    }
}
