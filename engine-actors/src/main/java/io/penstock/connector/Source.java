package io.penstock.connector;

import com.typesafe.config.Config;
import io.penstock.codec.Codec;
import java.util.List;
import java.util.Optional;

/**
 * Where records come from. A source is cut in splits; a split is an immutable value that says which part of the source
 * it is and where in it we are (its position), and it is what a snapshot of a source task holds. One instance serves all
 * parallel tasks, so it keeps nothing that changes.
 *
 * @param <T> the records
 * @param <S> a split together with its position
 */
public interface Source<T, S> {
    /**
     * The same source by the settings of the actor system that runs its job; options of the job's code are stronger. Called
     * once, before anything else; {@link Configured} keeps such settings. A source that wraps another passes it on.
     *
     * @param config of the actor system, from its root
     * @throws RuntimeException if a setting is not legal; the job is not run
     */
    default Source<T, S> configured(Config config) {
        return this;
    }

    /** One line for plans and errors, without secrets, for instance {@code files data/*.csv}. */
    String describe();

    SourceTraits traits();

    /**
     * How often what the other side has to give comes in here: once where it can be read again. Without {@link
     * SourceTraits#replayable}, it is what reaches the ingress journal.
     */
    default Guarantee intake() {
        return traits().replayable() ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
    }

    /** What must hold outside for that, each as the end of a sentence: "no file changes while it is read". */
    default List<String> preconditions() {
        return List.of();
    }

    /**
     * All splits, each at its beginning, in an order that is the same each time. Called when a job starts without a
     * checkpoint, on a thread that may block. Splits are dealt out to the tasks in this order, in turn; with {@link
     * #discovery}, they are listed again and again, and each goes to the task that it belongs to.
     *
     * @throws Exception ends the start of the job with this cause
     */
    List<S> splits() throws Exception;

    /**
     * What reads the splits of one task. Called when the task starts, on a thread that may block.
     *
     * @throws Exception fails the source task
     */
    SourceReader<T, S> reader(ReadSettings settings) throws Exception;

    /** How splits are written into snapshots. */
    Codec<S> splitCodec();

    /** How records are written into the ingress journal; needed only if the source is not replayable. */
    default Optional<Codec<T>> recordCodec() {
        return Optional.empty();
    }

    /** How splits that come up while the job runs are found; empty if {@link #splits} says all there is to say. */
    default Optional<SplitDiscovery<S>> discovery() {
        return Optional.empty();
    }
}
