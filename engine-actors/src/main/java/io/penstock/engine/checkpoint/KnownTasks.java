package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The tasks that take part in checkpoints: which run, in which generation, which have come to their end, and which sinks
 * have yet to commit. Owned by the coordinator.
 */
final class KnownTasks {
    /** The generation in which all tasks were started; parts of them may be of later ones. 0 = none runs. */
    private long attempt;
    /** Empty unless every task of the job runs. */
    private List<TaskEntry> running = List.of();
    /** The generations of all tasks that run, or ran before some of them failed. */
    private Map<TaskId, Long> generations = Map.of();
    /** Those that ran before some of them failed, which are being started again; else empty. */
    private List<TaskEntry> former = List.of();

    private final Set<TaskId> ended = new HashSet<>();
    private final Set<TaskId> uncommitted = new HashSet<>();

    /** A generation of all tasks begins, or with 0, one is over. */
    void attempt(long generation) {
        attempt = generation;
        running = List.of();
        former = List.of();
        generations = Map.of();
    }

    long attempt() {
        return attempt;
    }

    /** True if all tasks run, or did before a part of them failed: then that part can be started again. */
    boolean canRestartPart() {
        return !running.isEmpty() || !former.isEmpty();
    }

    /** These are no more, and are being started again. Gives the others, which run on. */
    List<TaskEntry> restart(Set<TaskId> failed) {
        if (!running.isEmpty()) {
            former = running;
            running = List.of();
        }
        ended.removeAll(failed);
        return former.stream().filter(task -> !failed.contains(task.id())).toList();
    }

    /** All run. True if some of them ran before, and have kept what they were told. */
    boolean run(List<TaskEntry> tasks) {
        // A task that ran before and runs on is known by its reference; new ones have restored the last checkpoint.
        Set<ActorRef<TaskProtocol.Command>> survivors = new HashSet<>();
        former.forEach(task -> survivors.add(task.ref()));
        boolean partly = !former.isEmpty();
        running = tasks;
        generations = tasks.stream().collect(Collectors.toMap(TaskEntry::id, TaskEntry::generation));
        former = List.of();
        tasks.stream().filter(task -> !survivors.contains(task.ref())).forEach(task -> {
            ended.remove(task.id());
            uncommitted.remove(task.id());
        });
        if (!partly) {
            ended.clear();
            uncommitted.clear();
        }
        return partly;
    }

    /** Empty unless every task of the job runs. */
    List<TaskEntry> running() {
        return running;
    }

    /** True if this task runs now, and in this generation: what another says is of no meaning any more. */
    boolean isCurrent(TaskId id, long generation) {
        Long current = generations.get(id);
        return current != null && current == generation;
    }

    void ended(TaskId task) {
        ended.add(task);
    }

    boolean allEnded() {
        return !running.isEmpty() && ended.size() == running.size();
    }

    /** All sinks are to commit. */
    void expectCommits() {
        uncommitted.clear();
        running.stream().filter(task -> task.role() == Role.SINK).forEach(task -> uncommitted.add(task.id()));
    }

    /** A sink has committed. True if it is the last one. */
    boolean committed(TaskId sink) {
        return uncommitted.remove(sink) && uncommitted.isEmpty();
    }

    boolean allCommitted() {
        return uncommitted.isEmpty();
    }

    void tell(TaskProtocol.Command command) {
        running.forEach(task -> task.ref().tell(command));
    }

    void tell(Role role, TaskProtocol.Command command) {
        for (TaskEntry task : running) {
            if (task.role() == role) {
                task.ref().tell(command);
            }
        }
    }
}
