package io.penstock.engine.operator;

import io.penstock.engine.element.Batch;
import io.penstock.engine.state.KeyRange;

/**
 * What a task does. Used by the task's thread only.
 *
 * <p>Every call that can produce much returns early when the output has more than its credit ({@link
 * TaskOutput#isBlocked}) and is made again with what is left, so that no more than the output of one stream record or
 * timer is ever queued.
 */
public interface TaskOperator {
    /** Called once, before state is restored: declares state. */
    default void open() throws Exception {}

    /**
     * Called before {@link #restored} if the parallelism has changed, once for each former task whose state is read.
     *
     * @param keys the key groups that the former task had
     * @param watermarkMillis up to where it had advanced
     */
    default void restoredFrom(KeyRange keys, long watermarkMillis) {}

    /** Called once when state is restored: rebuilds what is derived from it. */
    default void restored(long watermarkMillis) throws Exception {}

    /**
     * Handles the records of a batch from {@code from} on. Owns the batch when all are handled.
     *
     * @return how many records of the batch are handled: its size, or less if the output is blocked
     */
    int process(Batch batch, int from, TaskOutput out) throws Exception;

    /**
     * The watermark has advanced. The caller sends it on when all is done.
     *
     * @return false if the output is blocked and the call is to be made again
     */
    default boolean advance(long watermarkMillis, TaskOutput out) throws Exception {
        return true;
    }

    /**
     * False while more has been sent than the state tells: then no snapshot can be taken, except where everything that was
     * begun is done.
     */
    default boolean canBeCut() {
        return true;
    }

    /** When the next processing-time timer is due, in milliseconds, or {@code Long.MAX_VALUE}. */
    default long nextProcessingTimer() {
        return Long.MAX_VALUE;
    }

    /** Fires processing-time timers up to {@code nowMillis}; false as for {@link #advance}. */
    default boolean fireProcessingTimers(long nowMillis, TaskOutput out) throws Exception {
        return true;
    }

    /** Called once when the task ends, whichever way. */
    default void close() throws Exception {}
}
