package io.penstock.engine.job;

import io.penstock.connector.Source;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.task.OperatorTask;
import io.penstock.engine.task.SinkTask;
import io.penstock.engine.task.SourceTask;
import io.penstock.engine.task.TaskSetup;
import io.penstock.graph.Edge;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tasks of one generation: makes them, connects them, starts them once all are restored. When one fails, it
 * says so and stops, and with it all the others.
 */
final class RegionSupervisor extends AbstractBehavior<RegionProtocol.Command> {
    private final JobSetup setup;
    private final Layout layout;
    private final CoordinatorProtocol.Granted granted;
    private final JobMetrics metrics;
    private final ActorRef<CoordinatorProtocol.Command> coordinator;
    private final ActorRef<RegionProtocol.Report> supervisor;
    private final List<TaskEntry> tasks = new ArrayList<>();
    private final Map<TaskId, ActorRef<TaskProtocol.Command>> refs = new HashMap<>();
    private final Set<TaskId> awaited = new HashSet<>();

    private record TaskReport(TaskProtocol.Report report) implements RegionProtocol.Internal {}

    private record TaskCleaned(TaskProtocol.Finished finished) implements RegionProtocol.Internal {}

    private record SplitsFound(
            @Nullable Map<String, List<Object>> splits,
            @Nullable Throwable failure) implements RegionProtocol.Internal {}

    private RegionSupervisor(
            ActorContext<RegionProtocol.Command> context,
            JobSetup setup,
            Layout layout,
            CoordinatorProtocol.Granted granted,
            JobMetrics metrics,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<RegionProtocol.Report> supervisor) {
        super(context);
        this.setup = setup;
        this.layout = layout;
        this.granted = granted;
        this.metrics = metrics;
        this.coordinator = coordinator;
        this.supervisor = supervisor;
        findSplits();
    }

    static Behavior<RegionProtocol.Command> create(
            JobSetup setup,
            Layout layout,
            CoordinatorProtocol.Granted granted,
            JobMetrics metrics,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<RegionProtocol.Report> supervisor) {
        return Behaviors.setup(
                context -> new RegionSupervisor(context, setup, layout, granted, metrics, coordinator, supervisor));
    }

    @Override
    public Receive<RegionProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SplitsFound.class, this::onSplitsFound)
                .onMessage(TaskReport.class, this::onTaskReport)
                .onMessage(RegionProtocol.Clean.class, this::onClean)
                .onMessage(TaskCleaned.class, this::onTaskCleaned)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    /** Without a checkpoint, every source is asked for its splits, where that may block. */
    private void findSplits() {
        Map<String, Source<Object, Object>> sources = new HashMap<>();
        for (Layout.Group group : layout.groups()) {
            if (group.head().spec() instanceof OperatorSpec.SourceSpec source
                    && restored(group).isEmpty()) {
                sources.put(group.head().name(), source.source());
            }
        }
        var executor = getContext()
                .getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(setup.tasks().blockingDispatcher()));
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> findSplits(sources), executor),
                        (splits, failure) -> new SplitsFound(splits, failure));
    }

    private static Map<String, List<Object>> findSplits(Map<String, Source<Object, Object>> sources) {
        Map<String, List<Object>> splits = new HashMap<>();
        sources.forEach((name, source) -> {
            try {
                splits.put(name, List.copyOf(source.splits()));
            } catch (Exception e) {
                throw new OperatorFailure(
                        name, "source '" + name + "' (" + source.describe() + ") cannot begin: " + e.getMessage(), e);
            }
        });
        return splits;
    }

    private List<TaskSnapshot> restored(Layout.Group group) {
        return granted.restore()
                .map(checkpoint -> checkpoint.of(group.head().name()))
                .orElse(List.of());
    }

    private Behavior<RegionProtocol.Command> onSplitsFound(SplitsFound found) {
        if (found.failure() != null || found.splits() == null) {
            Throwable failure = found.failure() == null ? new NullPointerException("no splits") : found.failure();
            return fail(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        }
        try {
            for (Layout.Group group : layout.groups()) {
                for (int task = 0; task < group.parallelism(); task++) {
                    spawn(group, task, found.splits().getOrDefault(group.head().name(), List.of()));
                }
            }
            for (Layout.Group group : layout.groups()) {
                for (int task = 0; task < group.parallelism(); task++) {
                    connect(group, task);
                }
            }
        } catch (RuntimeException e) {
            return fail(e);
        }
        return this;
    }

    private void spawn(Layout.Group group, int task, List<Object> splits) {
        TaskId id = new TaskId(group.head().name(), task);
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
                restored(group),
                granted.restore().map(CompletedCheckpoint::id).orElse(0L),
                setup.tasks(),
                setup.checkpoints(),
                setup.clock(),
                operator -> metrics.counters(operator, task),
                coordinator,
                getContext().messageAdapter(TaskProtocol.Report.class, TaskReport::new));
        ActorRef<TaskProtocol.Command> ref = getContext()
                .spawn(
                        behavior(group, taskSetup, share(splits, task, group.parallelism())),
                        group.head().name() + "-" + task,
                        DispatcherSelector.fromConfig(setup.tasks().dispatcher()));
        getContext().watch(ref);
        refs.put(id, ref);
        tasks.add(new TaskEntry(id, group.role(), ref));
        awaited.add(id);
    }

    private Behavior<TaskProtocol.Command> behavior(Layout.Group group, TaskSetup task, List<Object> splits) {
        return switch (group.role()) {
            case SOURCE -> SourceTask.create(task, splits);
            case OPERATOR -> OperatorTask.create(task);
            case SINK -> SinkTask.create(task, granted.permit().orElse(null));
        };
    }

    private static List<Object> share(List<Object> splits, int task, int tasks) {
        List<Object> share = new ArrayList<>();
        for (int i = task; i < splits.size(); i += tasks) {
            share.add(splits.get(i));
        }
        return share;
    }

    private void connect(Layout.Group group, int task) {
        List<List<TaskProtocol.Target>> outputs = new ArrayList<>();
        for (Edge edge : group.outputs()) {
            outputs.add(layout.receivers(group, task, edge).stream()
                    .map(receiver ->
                            new TaskProtocol.Target(ref(receiver.group(), receiver.task()), receiver.channel()))
                    .toList());
        }
        List<TaskProtocol.Upstream> upstream = layout.senders(group, task).stream()
                .map(sender ->
                        new TaskProtocol.Upstream(ref(sender.group(), sender.task()), sender.edge(), sender.channel()))
                .toList();
        ref(group, task).tell(new TaskProtocol.Connect(outputs, upstream));
    }

    private ActorRef<TaskProtocol.Command> ref(Layout.Group group, int task) {
        ActorRef<TaskProtocol.Command> ref = refs.get(new TaskId(group.head().name(), task));
        if (ref == null) {
            throw new IllegalStateException(
                    "no task " + task + " of " + group.head().name());
        }
        return ref;
    }

    private Behavior<RegionProtocol.Command> onTaskReport(TaskReport report) {
        if (report.report() instanceof TaskProtocol.Ready ready && awaited.remove(ready.task()) && awaited.isEmpty()) {
            // The coordinator hears of the tasks before any of them can tell it something.
            coordinator.tell(new CoordinatorProtocol.TasksRunning(granted.generation(), List.copyOf(tasks)));
            supervisor.tell(new RegionProtocol.Running(granted.generation(), List.copyOf(tasks)));
            tasks.forEach(task -> task.ref().tell(new TaskProtocol.Start()));
        }
        return this;
    }

    private Behavior<RegionProtocol.Command> onClean(RegionProtocol.Clean clean) {
        ActorRef<TaskProtocol.Finished> replyTo =
                getContext().messageAdapter(TaskProtocol.Finished.class, TaskCleaned::new);
        for (TaskEntry task : tasks) {
            if (task.role() == Role.SINK) {
                awaited.add(task.id());
                task.ref().tell(new TaskProtocol.Finish(replyTo));
            }
        }
        return this;
    }

    private Behavior<RegionProtocol.Command> onTaskCleaned(TaskCleaned cleaned) {
        if (awaited.remove(cleaned.finished().task()) && awaited.isEmpty()) {
            supervisor.tell(new RegionProtocol.Cleaned(granted.generation()));
        }
        return this;
    }

    private Behavior<RegionProtocol.Command> onChildFailed(ChildFailed failed) {
        return fail(failed.getCause());
    }

    private Behavior<RegionProtocol.Command> onTerminated(Terminated terminated) {
        return fail(
                new IllegalStateException("task " + terminated.getRef().path().name() + " stopped by itself"));
    }

    private Behavior<RegionProtocol.Command> fail(Throwable cause) {
        Optional<String> operator =
                cause instanceof OperatorFailure failure ? Optional.of(failure.operator()) : Optional.empty();
        supervisor.tell(new RegionProtocol.Failed(granted.generation(), operator, cause));
        return Behaviors.stopped();
    }
}
