package io.penstock.connector;

import java.util.Collection;

/**
 * Reads the splits of one task: what they share (a client, a connection) is kept here. Used by one thread at a time,
 * together with all its split readers, with a happens-before between uses.
 *
 * @param <T> the records
 * @param <S> a split together with its position
 */
@FunctionalInterface
public interface SourceReader<T, S> extends AutoCloseable {
    /**
     * Opens a split at its position. Several may be open at a time.
     *
     * @throws Exception fails the source task; use {@link SplitChangedException} if the split is no longer what the
     *     position belongs to
     */
    SplitReader<T, S> open(S split) throws Exception;

    /**
     * A checkpoint is complete: nothing before these positions is ever read again by this job. For what others want to
     * know, such as a lag that is watched from outside; it may be left out for a later one, and is never called after a
     * crash for a checkpoint that was complete before.
     *
     * @param splits what the task had at the barrier, those that are finished left out
     * @throws Exception is logged; the next checkpoint brings another call
     */
    default void checkpointCompleted(Collection<S> splits) throws Exception {}

    /**
     * A read that waits for records is to return soon, with those it has or with none, and so is the one that begins next if
     * none waits: the task ends or is drained, or has another split to read. Called by any thread, beside any other call, and
     * maybe behind {@link #close}; may be called for nothing. No record may be lost by it. Of use where a read waits for
     * longer than a few milliseconds.
     */
    default void wakeUp() {}

    /** Called once, after all split readers are closed. */
    @Override
    default void close() throws Exception {}
}
