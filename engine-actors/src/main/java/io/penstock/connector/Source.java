package io.penstock.connector;

import io.penstock.codec.Codec;
import java.util.List;

/**
 * Where records come from. A source is cut in splits; a split is an immutable value that says which part of the source
 * it is and where in it we are (its position), and it is what a snapshot of a source task holds. One instance serves all
 * parallel tasks, so it keeps nothing that changes.
 *
 * @param <T> the records
 * @param <S> a split together with its position
 */
public interface Source<T, S> {
    /** One line for plans and errors, without secrets, for instance {@code files data/*.csv}. */
    String describe();

    SourceTraits traits();

    /**
     * All splits, each at its beginning, in an order that is the same each time. Called once when a job starts without
     * a checkpoint, on a thread that may block. Splits are dealt out to the tasks in this order, in turn.
     *
     * @throws Exception ends the start of the job with this cause
     */
    List<S> splits() throws Exception;

    /**
     * Opens a split at its position. Called on a thread that may block.
     *
     * @throws Exception fails the source task; use {@link SplitChangedException} if the split is no longer what the
     *     position belongs to
     */
    SplitReader<T, S> open(S split, ReadSettings settings) throws Exception;

    /** How splits are written into snapshots. */
    Codec<S> splitCodec();
}
