package io.penstock.engine.job;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.TaskId;
import io.penstock.engine.checkpoint.TaskProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tasks of a job for one attempt: makes them, connects them, starts them once all are restored. When one
 * fails, its subtree is stopped and started again from the last completed checkpoint while the others run on (see
 * docs/RECOVERY.md). Where that is not possible, or was tried too often, it says so and stops, and with it all tasks.
 */
final class TaskSupervisor extends AbstractBehavior<TaskSupervisorProtocol.Command> {
    private final TimerScheduler<TaskSupervisorProtocol.Command> timers;
    private final JobSetup setup;
    private final Layout layout;
    private final Regions regions;
    private final CoordinatorProtocol.Granted first;
    private final long attempt;
    private final ActorRef<CoordinatorProtocol.Command> coordinator;
    private final ActorRef<TaskSupervisorProtocol.Report> supervisor;
    private final TaskSpawner spawner;
    private final SplitListing listing;
    private final RestartDecisions decisions;
    private final Set<TaskId> awaited = new HashSet<>();
    private Map<String, List<Object>> splits = Map.of();
    private boolean running;
    private @Nullable SubtreeRestart restart;

    /**
     * What an attempt is made of.
     *
     * @param granted its generation, and what to restore
     * @param subtreeDecisions whether a subtree is started again after a failure; outlives the attempt
     */
    record Attempt(
            JobSetup job,
            Layout layout,
            CoordinatorProtocol.Granted granted,
            JobMetrics metrics,
            RestartDecisions subtreeDecisions) {}

    private record TaskReport(TaskProtocol.Report report) implements TaskSupervisorProtocol.Internal {}

    private record TaskCleaned(TaskProtocol.Finished finished) implements TaskSupervisorProtocol.Internal {}

    private record SplitsFound(
            @Nullable Map<String, List<Object>> splits,
            @Nullable Throwable failure) implements TaskSupervisorProtocol.Internal {}

    /** The splits of a source are to be listed again. */
    private record ListingDue(String source, Duration interval) implements TaskSupervisorProtocol.Internal {}

    private record Listed(
            ListingDue due,
            @Nullable Map<String, List<Object>> splits,
            @Nullable Throwable failure) implements TaskSupervisorProtocol.Internal {}

    private record SubtreeAnswered(CoordinatorProtocol.BeginSubtreeReply reply)
            implements TaskSupervisorProtocol.Internal {}

    private record SenderHeld(TaskProtocol.Held held) implements TaskSupervisorProtocol.Internal {}

    /** The wait before a subtree is started again is over. */
    private enum BackoffOver implements TaskSupervisorProtocol.Internal {
        NOW
    }

    private TaskSupervisor(
            ActorContext<TaskSupervisorProtocol.Command> context,
            TimerScheduler<TaskSupervisorProtocol.Command> timers,
            Attempt setup,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<TaskSupervisorProtocol.Report> supervisor) {
        super(context);
        this.timers = timers;
        this.setup = setup.job();
        this.layout = setup.layout();
        this.regions = new Regions(layout);
        this.first = setup.granted();
        this.attempt = first.generation();
        this.decisions = setup.subtreeDecisions();
        this.coordinator = coordinator;
        this.supervisor = supervisor;
        this.spawner = new TaskSpawner(
                context,
                setup.job(),
                layout,
                setup.metrics(),
                coordinator,
                context.messageAdapter(TaskProtocol.Report.class, TaskReport::new));
        this.listing = new SplitListing(
                layout,
                context.getSystem()
                        .dispatchers()
                        .lookup(DispatcherSelector.fromConfig(this.setup.tasks().blockingDispatcher())));
        findSplits();
    }

    /** A supervisor that makes all tasks at once. */
    static Behavior<TaskSupervisorProtocol.Command> create(
            Attempt attempt,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<TaskSupervisorProtocol.Report> supervisor) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new TaskSupervisor(context, timers, attempt, coordinator, supervisor)));
    }

    @Override
    public Receive<TaskSupervisorProtocol.Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(SplitsFound.class, this::onSplitsFound)
                .onMessage(TaskReport.class, this::onTaskReport)
                .onMessage(ListingDue.class, this::onListingDue)
                .onMessage(Listed.class, this::onListed)
                .onMessage(SubtreeAnswered.class, this::onSubtreeAnswered)
                .onMessage(SenderHeld.class, this::onSenderHeld)
                .onMessageEquals(BackoffOver.NOW, this::onBackoffOver)
                .onMessage(TaskSupervisorProtocol.Progressed.class, progressed -> onProgress())
                .onMessage(TaskSupervisorProtocol.Clean.class, this::onClean)
                .onMessage(TaskCleaned.class, this::onTaskCleaned)
                .onSignal(ChildFailed.class, failed -> onGone(failed, failed.getCause()))
                .onSignal(
                        Terminated.class,
                        gone -> onGone(
                                gone,
                                new IllegalStateException(
                                        "task " + gone.getRef().path().name() + " stopped by itself")))
                .build();
    }

    /** Without a checkpoint, every source is asked for its splits. */
    private void findSplits() {
        List<String> fresh = listing.names().stream()
                .filter(name -> first.restore()
                        .map(checkpoint -> checkpoint.of(name).isEmpty())
                        .orElse(true))
                .toList();
        getContext().pipeToSelf(listing.list(fresh), SplitsFound::new);
    }

    private void awaitListing(String source, Duration interval) {
        timers.startSingleTimer(source, new ListingDue(source, interval), interval);
    }

    private Behavior<TaskSupervisorProtocol.Command> onListingDue(ListingDue due) {
        getContext()
                .pipeToSelf(listing.list(List.of(due.source())), (found, failure) -> new Listed(due, found, failure));
        return this;
    }

    /** A task that is being restarted misses a listing; it gets the next one. */
    private Behavior<TaskSupervisorProtocol.Command> onListed(Listed listed) {
        ListingDue due = listed.due();
        if (listed.splits() == null) {
            getContext().getLog().warn("{}; tried again in {}", listed.failure(), due.interval());
        } else {
            TaskProtocol.SplitsListed news =
                    new TaskProtocol.SplitsListed(listed.splits().getOrDefault(due.source(), List.of()));
            spawner.tasks().stream()
                    .filter(task -> task.id().operator().equals(due.source()))
                    .forEach(task -> task.ref().tell(news));
        }
        awaitListing(due.source(), due.interval());
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> onSplitsFound(SplitsFound found) {
        if (found.failure() != null || found.splits() == null) {
            Throwable failure = found.failure() == null ? new NullPointerException("no splits") : found.failure();
            return fail(Failure.of(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure));
        }
        splits = found.splits();
        awaited.addAll(regions.all());
        return spawn(regions.all(), first);
    }

    private Behavior<TaskSupervisorProtocol.Command> spawn(Set<TaskId> tasks, CoordinatorProtocol.Granted granted) {
        try {
            spawner.spawn(tasks, granted, splits);
        } catch (RuntimeException e) {
            return fail(Failure.of(e));
        }
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> onTaskReport(TaskReport report) {
        if (report.report() instanceof TaskProtocol.Ready ready) {
            SubtreeRestart current = restart;
            if (!running) {
                if (awaited.remove(ready.task()) && awaited.isEmpty()) {
                    running = true;
                    start(regions.all());
                    listing.intervals().forEach(this::awaitListing);
                    supervisor.tell(new TaskSupervisorProtocol.Running(attempt));
                }
            } else if (current != null
                    && current.isAt(SubtreeRestart.Step.RESTORING)
                    && ready.generation() == current.generation().generation()
                    && current.restored(ready.task())) {
                finishRestart(current);
            }
        }
        return this;
    }

    private void start(Set<TaskId> tasks) {
        // The coordinator hears of the tasks before any of them can tell it something.
        coordinator.tell(new CoordinatorProtocol.TasksRunning(attempt, List.copyOf(spawner.tasks())));
        tasks.forEach(task -> spawner.ref(task).tell(new TaskProtocol.Start()));
    }

    /** A task is gone: because its subtree is being stopped, or by a failure. */
    private Behavior<TaskSupervisorProtocol.Command> onGone(Terminated gone, Throwable cause) {
        TaskEntry task = spawner.taskOf(gone.getRef());
        if (task == null) {
            return this;
        }
        spawner.gone(task.id());
        SubtreeRestart current = restart;
        if (current != null && current.stopped(task.id())) {
            return proceedRestart(current);
        }
        return onFailure(task.id(), Failure.of(cause));
    }

    private Behavior<TaskSupervisorProtocol.Command> onFailure(TaskId task, Failure failure) {
        Set<TaskId> failed = new HashSet<>(Set.of(task));
        if (restart != null) {
            failed.addAll(restart.tasks());
        }
        Set<TaskId> subtree = regions.subtree(failed);
        if (!running || failure.isPermanent() || subtree.size() == regions.all().size()) {
            return fail(failure);
        }
        Optional<Duration> backoff = decisions.onFailure(setup.clock().nanos() / 1_000_000);
        if (backoff.isEmpty()) {
            return fail(failure);
        }
        SubtreeRestart current = restart == null ? new SubtreeRestart(failure) : restart;
        restart = current;
        supervisor.tell(new TaskSupervisorProtocol.Restarting(
                attempt, failure, subtree.stream().map(TaskId::toString).toList()));
        current.beginAgain(subtree, stop(subtree));
        timers.startSingleTimer(BackoffOver.NOW, backoff.get());
        coordinator.tell(new CoordinatorProtocol.BeginSubtree(
                attempt,
                Set.copyOf(subtree),
                failure.line(),
                getContext().messageAdapter(CoordinatorProtocol.BeginSubtreeReply.class, SubtreeAnswered::new)));
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> onProgress() {
        decisions.onProgress();
        return this;
    }

    /** Stops those that are alive, and says which. */
    private List<TaskId> stop(Set<TaskId> tasks) {
        List<TaskId> alive = tasks.stream().filter(spawner::isAlive).toList();
        alive.forEach(spawner::stop);
        return alive;
    }

    private Behavior<TaskSupervisorProtocol.Command> onSubtreeAnswered(SubtreeAnswered answered) {
        SubtreeRestart current = restart;
        if (current == null) {
            return this;
        }
        if (answered.reply() instanceof CoordinatorProtocol.Granted granted) {
            current.granted(granted);
            return proceedRestart(current);
        }
        return fail(current.cause());
    }

    private Behavior<TaskSupervisorProtocol.Command> onBackoffOver() {
        if (restart != null) {
            restart.backoffOver();
            return proceedRestart(restart);
        }
        return this;
    }

    /** The old tasks are gone, the new generation is granted, the wait is over: the senders upstream are asked. */
    private Behavior<TaskSupervisorProtocol.Command> proceedRestart(SubtreeRestart current) {
        CoordinatorProtocol.Granted granted = current.ready();
        if (granted == null) {
            return this;
        }
        Map<TaskId, Map<TaskProtocol.Port, TaskId>> channels = spawner.channelsInto(current.tasks());
        if (channels.isEmpty()) {
            return restore(current);
        }
        current.hold(channels.keySet());
        ActorRef<TaskProtocol.Held> replyTo = getContext().messageAdapter(TaskProtocol.Held.class, SenderHeld::new);
        channels.forEach((sender, ports) -> spawner.ref(sender)
                .tell(new TaskProtocol.Hold(
                        granted.generation(), List.copyOf(ports.keySet()), granted.checkpointId(), replyTo)));
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> onSenderHeld(SenderHeld answer) {
        SubtreeRestart current = restart;
        TaskProtocol.Held held = answer.held();
        if (current == null
                || !current.isAt(SubtreeRestart.Step.HOLDING)
                || held.generation() != current.generation().generation()
                || !current.held(held.task(), held.replayable())) {
            return this;
        }
        if (current.notReplayable().isEmpty()) {
            return restore(current);
        }
        Set<TaskId> more = new HashSet<>(current.tasks());
        more.addAll(current.notReplayable());
        Set<TaskId> subtree = regions.subtree(more);
        getContext()
                .getLog()
                .info(
                        "tasks {} have not kept all that followed checkpoint {}: they are restarted too",
                        current.notReplayable(),
                        current.generation().checkpointId());
        if (subtree.size() == regions.all().size()) {
            return fail(current.cause());
        }
        current.grow(subtree, stop(subtree));
        return proceedRestart(current);
    }

    private Behavior<TaskSupervisorProtocol.Command> restore(SubtreeRestart current) {
        current.restore();
        return spawn(current.tasks(), current.generation());
    }

    private void finishRestart(SubtreeRestart current) {
        CoordinatorProtocol.Granted granted = current.generation();
        restart = null;
        start(current.tasks());
        spawner.channelsInto(current.tasks()).forEach((sender, ports) -> {
            Map<TaskProtocol.Port, TaskProtocol.Target> targets = new HashMap<>();
            ports.forEach((port, receiver) -> targets.put(port, spawner.target(sender, port, receiver)));
            spawner.ref(sender).tell(new TaskProtocol.Reconnect(granted.generation(), targets));
        });
        supervisor.tell(new TaskSupervisorProtocol.Restarted(attempt, granted.generation(), granted.checkpointId()));
    }

    private Behavior<TaskSupervisorProtocol.Command> onClean(TaskSupervisorProtocol.Clean clean) {
        ActorRef<TaskProtocol.Finished> replyTo =
                getContext().messageAdapter(TaskProtocol.Finished.class, TaskCleaned::new);
        for (TaskEntry task : spawner.tasks()) {
            if (task.role() == Role.SINK) {
                awaited.add(task.id());
                task.ref().tell(new TaskProtocol.Finish(replyTo));
            }
        }
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> onTaskCleaned(TaskCleaned cleaned) {
        if (awaited.remove(cleaned.finished().task()) && awaited.isEmpty()) {
            supervisor.tell(new TaskSupervisorProtocol.Cleaned(attempt));
        }
        return this;
    }

    private Behavior<TaskSupervisorProtocol.Command> fail(Failure failure) {
        supervisor.tell(new TaskSupervisorProtocol.Failed(attempt, failure));
        return Behaviors.stopped();
    }
}
