package io.penstock.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a job begins, where it is more than "go on from the journal, or from nothing". Immutable: each option gives others.
 *
 * <pre>{@code
 * Penstock.get(system).run(job, RunOptions.none().fromSavepoint(folder).allowDrop("old-sums"));
 * }</pre>
 */
public final class RunOptions {
    private static final RunOptions NONE = new RunOptions(null, false, Set.of());

    private final @Nullable Path savepoint;
    private final boolean allowRewind;
    private final Set<String> mayDrop;

    private RunOptions(@Nullable Path savepoint, boolean allowRewind, Set<String> mayDrop) {
        this.savepoint = savepoint;
        this.allowRewind = allowRewind;
        this.mayDrop = Set.copyOf(mayDrop);
    }

    public static RunOptions none() {
        return NONE;
    }

    /**
     * Starts from a savepoint. Its output is committed and is not shown again; what the job has shown after it, if it ran
     * on, is shown once more. A journal that was started from this savepoint before goes on from its last checkpoint;
     * any other that holds later checkpoints is refused, see {@link #allowRewind}.
     */
    public RunOptions fromSavepoint(Path folder) {
        return new RunOptions(folder, allowRewind, mayDrop);
    }

    /** The savepoint may be older than what the journal holds: that is given up. */
    public RunOptions allowRewind() {
        return new RunOptions(savepoint, true, mayDrop);
    }

    /** The job may go on without an operator that had state: what it knew is given up. */
    public RunOptions allowDrop(String operator) {
        Set<String> more = new TreeSet<>(mayDrop);
        more.add(operator);
        return new RunOptions(savepoint, allowRewind, more);
    }

    public Optional<Path> savepoint() {
        return Optional.ofNullable(savepoint);
    }

    public boolean rewindAllowed() {
        return allowRewind;
    }

    public Set<String> mayDrop() {
        return mayDrop;
    }
}
