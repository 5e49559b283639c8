package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.Set;
import java.util.TreeSet;

/**
 * What comes before the last checkpoint of a stop behind which nothing may be left: which sources have yet to say that all
 * they have read is sent. Checkpoints go on meanwhile. Owned by the coordinator.
 */
final class Emptying {
    private final Set<TaskId> awaited = new TreeSet<>();
    private boolean asked;

    /** Tells all sources that run to read no more, and waits for each of them. While some tasks do not run: later. */
    void ask(KnownTasks tasks) {
        asked = true;
        awaited.clear();
        for (TaskEntry task : tasks.running()) {
            if (task.role() == Role.SOURCE) {
                awaited.add(task.id());
            }
        }
        tasks.tell(Role.SOURCE, new TaskProtocol.Empty());
    }

    /**
     * All tasks run, all of them or a part anew. A source that started again has something to send again, so all are asked
     * again: the others answer at once.
     *
     * @param partly true if some ran before: what the job was asked still holds
     * @return true if the stop has to wait for the sources
     */
    boolean tasksRun(boolean partly, KnownTasks tasks) {
        asked &= partly;
        awaited.clear();
        if (asked) {
            ask(tasks);
        }
        return asked;
    }

    /** A source has sent all that it has read. True if it was the last one that was awaited. */
    boolean emptied(TaskId source) {
        return awaited.remove(source) && awaited.isEmpty();
    }

    /** Those that have something to send. */
    Set<TaskId> awaited() {
        return awaited;
    }
}
