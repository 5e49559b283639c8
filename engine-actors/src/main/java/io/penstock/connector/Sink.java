package io.penstock.connector;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import java.util.Collection;
import java.util.List;

/**
 * Where records go. A task writes the records of an epoch, prepares them at the barrier, and commits them once the
 * checkpoint is complete. What was prepared (the committables) is in the snapshot, so that a commit can be repeated
 * after a crash. One instance serves all parallel tasks, so it keeps nothing that changes.
 *
 * @param <T> the records
 * @param <C> what a writer prepares and a committer commits; immutable
 */
public interface Sink<T, C> {
    /**
     * The same sink by the settings of the actor system that runs its job, as {@link Source#configured}.
     *
     * @param config of the actor system, from its root
     */
    default Sink<T, C> configured(Config config) {
        return this;
    }

    /** One line for plans and errors, without secrets. */
    String describe();

    SinkTraits traits();

    /** What must hold outside for the declared delivery, each as the end of a sentence: "nobody else writes the files". */
    default List<String> preconditions() {
        return List.of();
    }

    /** How committables are written into snapshots. */
    Codec<C> committableCodec();

    /**
     * Opens the writer of one task. Called on a thread that may block, after {@link #recover}.
     *
     * @throws Exception fails the sink task
     */
    SinkWriter<T, C> open(SinkContext context) throws Exception;

    /**
     * Opens the committer of one task. Called on a thread that may block. What it is given first is what its lane had
     * prepared before; where there are fewer lanes now, also, whole, what lanes had that are no more.
     */
    Committer<C> committer(SinkContext context) throws Exception;

    /**
     * Removes what earlier generations of this lane left behind and no committable names. Called once before {@link
     * #open}, on a thread that may block, after {@code restored} have been committed, now or earlier.
     */
    default void recover(SinkContext context, Collection<C> restored) throws Exception {}

    /** The job is over: removes what was kept for recovery. Called once per lane after the last commit. */
    default void finish(SinkContext context) throws Exception {}
}
