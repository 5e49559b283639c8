package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far the restart of a subtree is: which tasks belong to it, and what is awaited before the next step. Only the
 * bookkeeping; {@link TaskSupervisor} does what follows from it.
 */
final class SubtreeRestart {
    private final Failure cause;
    private final Set<TaskId> tasks = new HashSet<>();
    private final Set<TaskId> stopping = new HashSet<>();
    private final Set<TaskId> holding = new HashSet<>();
    private final Set<TaskId> notReplayable = new HashSet<>();
    private final Set<TaskId> restoring = new HashSet<>();
    private Step step = Step.STOPPING;
    private int grantsAwaited;
    private boolean backoffOver;
    private CoordinatorProtocol.@Nullable Granted granted;

    /** What is being done. */
    enum Step {
        /** The old tasks stop; the coordinator is asked for a generation; the backoff passes. */
        STOPPING,
        /** The senders upstream are asked whether they can send again what followed the checkpoint. */
        HOLDING,
        /** The new tasks restore their snapshots. */
        RESTORING
    }

    SubtreeRestart(Failure cause) {
        this.cause = cause;
    }

    /** What was the first to fail. */
    Failure cause() {
        return cause;
    }

    Set<TaskId> tasks() {
        return tasks;
    }

    boolean isAt(Step which) {
        return step == which;
    }

    /** Another failure: all the tasks, with more, stop again and need a generation of their own. */
    void beginAgain(Collection<TaskId> all, Collection<TaskId> alive) {
        grow(all, alive);
        granted = null;
        grantsAwaited++;
        backoffOver = false;
    }

    /** More tasks belong to the subtree; those that are alive are being stopped. */
    void grow(Collection<TaskId> all, Collection<TaskId> alive) {
        tasks.addAll(all);
        stopping.addAll(alive);
        holding.clear();
        notReplayable.clear();
        restoring.clear();
        step = Step.STOPPING;
    }

    /** True if this task was being stopped, so that its end is no failure. */
    boolean stopped(TaskId task) {
        return stopping.remove(task);
    }

    /** Takes the coordinator's answer, unless a later one is awaited. */
    void granted(CoordinatorProtocol.Granted answer) {
        grantsAwaited--;
        if (grantsAwaited == 0) {
            granted = answer;
        }
    }

    void backoffOver() {
        backoffOver = true;
    }

    /** The generation of the new tasks if all that must come before is done, else null. */
    CoordinatorProtocol.@Nullable Granted ready() {
        return step == Step.STOPPING && stopping.isEmpty() && backoffOver ? granted : null;
    }

    void hold(Collection<TaskId> senders) {
        step = Step.HOLDING;
        holding.addAll(senders);
    }

    /** True if that was the last answer that was awaited. */
    boolean held(TaskId sender, boolean replayable) {
        if (step != Step.HOLDING || !holding.remove(sender)) {
            return false;
        }
        if (!replayable) {
            notReplayable.add(sender);
        }
        return holding.isEmpty();
    }

    /** Senders that must be restarted too. */
    Set<TaskId> notReplayable() {
        return Set.copyOf(notReplayable);
    }

    void restore() {
        step = Step.RESTORING;
        restoring.addAll(tasks);
    }

    /** True if that was the last task that was awaited. */
    boolean restored(TaskId task) {
        return step == Step.RESTORING && restoring.remove(task) && restoring.isEmpty();
    }

    CoordinatorProtocol.Granted generation() {
        CoordinatorProtocol.Granted known = granted;
        if (known == null) {
            throw new IllegalStateException("the subtree has no generation yet");
        }
        return known;
    }
}
