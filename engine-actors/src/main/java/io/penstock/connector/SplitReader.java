package io.penstock.connector;

/**
 * Reads one split from its position on. Used by one thread at a time; where the source is {@link SourceTraits#blocking}
 * not always by the same one, but with a happens-before between uses.
 */
public interface SplitReader<T, S> extends AutoCloseable {
    /**
     * Appends records to {@code out} until it is full or nothing more is at hand. May append none.
     *
     * @throws Exception fails the source task, which is restarted from the last completed checkpoint
     */
    ReadStatus read(ReadBuffer<T> out) throws Exception;

    /** The split with the position behind the last record that was read. Called after each {@link #read}. */
    S split();

    /**
     * Everything up to this position is in the ingress journal and will not be asked for again: it may be acknowledged
     * upstream. Called only for sources that are not {@link SourceTraits#replayable}, in order, between reads.
     *
     * @throws Exception is logged: what was not acknowledged comes again and is for the job to recognize
     */
    default void journaled(S split) throws Exception {}

    /** How much of the split is read, 0 to 1, or a negative number if that cannot be told. */
    default double progress() {
        return -1;
    }

    @Override
    void close() throws Exception;
}
