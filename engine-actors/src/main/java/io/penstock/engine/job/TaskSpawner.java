package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CheckpointSettings;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.task.OperatorTask;
import io.penstock.engine.task.SinkTask;
import io.penstock.engine.task.SourceTask;
import io.penstock.engine.task.TaskSettings;
import io.penstock.engine.task.TaskSetup;
import io.penstock.graph.Edge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** Makes the tasks of a job, knows which actor each of them is, and connects them. Owned by {@link TaskSupervisor}. */
final class TaskSpawner {
    private final ActorContext<TaskSupervisorProtocol.Command> context;
    private final JobSetup setup;
    private final Layout layout;
    private final TaskSettings settings;
    private final CheckpointSettings checkpoints;
    private final JobMetrics metrics;
    private final ActorRef<CoordinatorProtocol.Command> coordinator;
    private final ActorRef<TaskProtocol.Report> reports;
    private final Map<TaskId, TaskEntry> tasks = new TreeMap<>();

    TaskSpawner(
            ActorContext<TaskSupervisorProtocol.Command> context,
            JobSetup setup,
            Layout layout,
            JobMetrics metrics,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<TaskProtocol.Report> reports) {
        this.context = context;
        this.setup = setup;
        this.layout = layout;
        this.settings = setup.tasks().among(layout.retainingTasks());
        this.checkpoints = setup.checkpoints().among(layout.taskCount());
        this.metrics = metrics;
        this.coordinator = coordinator;
        this.reports = reports;
    }

    /** All tasks that were made and are not gone. */
    Collection<TaskEntry> tasks() {
        return tasks.values();
    }

    /** Which task an actor is, or null if it is none any more. */
    @Nullable
    TaskEntry taskOf(ActorRef<?> ref) {
        for (TaskEntry task : tasks.values()) {
            if (task.ref().equals(ref)) {
                return task;
            }
        }
        return null;
    }

    void gone(TaskId task) {
        tasks.remove(task);
    }

    boolean isAlive(TaskId task) {
        return tasks.containsKey(task);
    }

    void stop(TaskId task) {
        context.stop(ref(task));
    }

    /**
     * Makes tasks in the generation that was granted, and connects them.
     *
     * @param which those that are made; whatever is downstream of them is among them
     * @param splits for each source, all of its splits; of use only if no checkpoint is restored
     */
    void spawn(Set<TaskId> which, CoordinatorProtocol.Granted granted, Map<String, List<Object>> splits) {
        for (Layout.Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                if (which.contains(group.taskId(task))) {
                    spawn(group, task, granted, splits.getOrDefault(group.head().name(), List.of()));
                }
            }
        }
        for (Layout.Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                if (which.contains(group.taskId(task))) {
                    connect(group, task);
                }
            }
        }
    }

    private void spawn(Layout.Group group, int task, CoordinatorProtocol.Granted granted, List<Object> splits) {
        TaskId id = group.taskId(task);
        List<TaskSnapshot> restored = granted.restore()
                .map(checkpoint -> checkpoint.of(group.head().name()))
                .orElse(List.of());
        TaskSetup taskSetup = new TaskSetup(
                setup.graph().jobName(),
                granted.jobId(),
                id,
                group.head(),
                group.steps(),
                group.outputs(),
                layout.senders(group, task).size(),
                granted.generation(),
                setup.keyGroups(),
                restored,
                granted.checkpointId(),
                granted.lastStarted(),
                granted.foreign(),
                settings,
                checkpoints,
                setup.clock(),
                operator -> metrics.counters(operator, task),
                coordinator,
                reports);
        ActorRef<TaskProtocol.Command> ref = context.spawn(
                behavior(group, taskSetup, splits, granted),
                group.head().name() + "-" + task,
                DispatcherSelector.fromConfig(setup.tasks().dispatcher()));
        context.watch(ref);
        tasks.put(id, new TaskEntry(id, granted.generation(), group.role(), ref));
    }

    private static Behavior<TaskProtocol.Command> behavior(
            Layout.Group group, TaskSetup task, List<Object> splits, CoordinatorProtocol.Granted granted) {
        return switch (group.role()) {
            case SOURCE -> SourceTask.create(task, splits);
            case OPERATOR -> OperatorTask.create(task);
            case SINK -> SinkTask.create(task, granted.permit().orElse(null));
        };
    }

    private void connect(Layout.Group group, int task) {
        List<List<TaskProtocol.Target>> outputs = new ArrayList<>();
        for (Edge edge : group.outputs()) {
            outputs.add(layout.receivers(group, task, edge).stream()
                    .map(receiver ->
                            new TaskProtocol.Target(ref(receiver.group().taskId(receiver.task())), receiver.channel()))
                    .toList());
        }
        List<TaskProtocol.Upstream> upstream = layout.senders(group, task).stream()
                .map(sender -> new TaskProtocol.Upstream(
                        ref(sender.group().taskId(sender.task())), sender.edge(), sender.channel()))
                .toList();
        ref(group.taskId(task)).tell(new TaskProtocol.Connect(outputs, upstream));
    }

    ActorRef<TaskProtocol.Command> ref(TaskId id) {
        TaskEntry task = tasks.get(id);
        if (task == null) {
            throw new IllegalStateException("there is no task " + id);
        }
        return task.ref();
    }

    /** The channels that lead into a subtree: for each task outside that sends on some, its ports and whom they lead to. */
    Map<TaskId, Map<TaskProtocol.Port, TaskId>> channelsInto(Set<TaskId> subtree) {
        Map<TaskId, Map<TaskProtocol.Port, TaskId>> channels = new TreeMap<>();
        for (Layout.Group group : layout.groups()) {
            for (int task = 0; task < group.parallelism(); task++) {
                if (!subtree.contains(group.taskId(task))) {
                    continue;
                }
                for (Layout.Sender sender : layout.senders(group, task)) {
                    TaskId from = sender.group().taskId(sender.task());
                    if (!subtree.contains(from)) {
                        channels.computeIfAbsent(from, id -> new HashMap<>())
                                .put(new TaskProtocol.Port(sender.edge(), sender.channel()), group.taskId(task));
                    }
                }
            }
        }
        return channels;
    }

    /** The receiving end of a channel of a task outside a subtree. */
    TaskProtocol.Target target(TaskId sender, TaskProtocol.Port port, TaskId receiver) {
        Layout.Group group = layout.groupOf(receiver);
        List<Layout.Sender> senders = layout.senders(group, receiver.index());
        for (int channel = 0; channel < senders.size(); channel++) {
            Layout.Sender candidate = senders.get(channel);
            if (candidate.group().taskId(candidate.task()).equals(sender)
                    && candidate.edge() == port.edge()
                    && candidate.channel() == port.channel()) {
                return new TaskProtocol.Target(ref(receiver), channel);
            }
        }
        throw new IllegalStateException("no channel " + port + " from " + sender + " to " + receiver);
    }
}
