package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Command;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.PendingCheckpoint.Purpose;
import io.penstock.engine.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes the checkpoints of one job. Its events are the history of them; what is not an event (the tasks that run, the
 * checkpoint under way) belongs to a generation and is gone with it. Lives as long as its job's supervisor, over all
 * generations.
 *
 * <p>The protocol: take an id (journal), tell the sources, collect {@code SnapshotStored} of every task, write {@code
 * CheckpointCompleted} (journal: the point of no return), permit the sinks to commit, write {@code CommitConfirmed} once
 * they all have. A commit that no one confirmed is permitted again with the next generation.
 */
public final class CheckpointCoordinator extends EventSourcedBehavior<Command, CheckpointEvent, CheckpointHistory> {
    /** After so many events the history is written whole and the events before are deleted. */
    private static final int EVENTS_PER_HISTORY = 200;
    /** A trim is a journal entry for each task: with short intervals, not one for each checkpoint. */
    private static final Duration BETWEEN_TRIMS = Duration.ofSeconds(1);

    private final String jobName;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final CheckpointSettings settings;
    private final Clock clock;
    private final ActorRef<CoordinatorProtocol.Signal> supervisor;

    /** The generation in which all tasks were started; parts of them may be of later ones. 0 = none runs. */
    private long attempt;
    /** All tasks that run; empty unless every task of the job does. */
    private List<TaskEntry> tasks = List.of();
    /** The generations of all tasks that run, or ran before some of them failed. */
    private Map<TaskId, Long> generations = Map.of();
    /** Those that ran before some of them failed, which are being started again; else empty. */
    private List<TaskEntry> formerTasks = List.of();

    private final Set<TaskId> ended = new HashSet<>();
    private final Set<TaskId> uncommitted = new HashSet<>();
    /** What each task was told last of what it need not keep. */
    private final Map<TaskId, Long> trimmed = new HashMap<>();

    private final SavepointRequests savepoints = new SavepointRequests();
    private @Nullable PendingCheckpoint pending;
    private boolean starting;
    private boolean stopping;
    /** The sources are told to end: a checkpoint before all has ended would be one to which the job must not go back. */
    private boolean draining;

    private @Nullable Purpose lastPurpose;
    private int abortedInARow;
    private long lastStartNanos;
    /** When the checkpoint began after which tasks were told last what they need not keep. */
    private long trimmedStartNanos;

    /** The interval has passed. */
    private record TriggerDue() implements CoordinatorProtocol.Internal {}

    /** The checkpoint that ends the job is due, now that none is under way. */
    private record Retrigger(Purpose purpose) implements CoordinatorProtocol.Internal {}

    /** A checkpoint has waited long enough for the records before its barriers. */
    private record AlignmentDue(long checkpointId) implements CoordinatorProtocol.Internal {}

    /** A checkpoint took too long. */
    private record Expired(long checkpointId) implements CoordinatorProtocol.Internal {}

    private CheckpointCoordinator(
            String jobName,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            CheckpointSettings settings,
            Clock clock,
            ActorRef<CoordinatorProtocol.Signal> supervisor) {
        super(PersistenceId.ofUniqueId(persistenceId(jobName)));
        this.jobName = jobName;
        this.context = context;
        this.timers = timers;
        this.settings = settings;
        this.clock = clock;
        this.supervisor = supervisor;
    }

    /**
     * A coordinator. Stops if its journal fails; the supervisor starts another.
     *
     * @param supervisor told what happens
     */
    public static Behavior<Command> create(
            String jobName, CheckpointSettings settings, Clock clock, ActorRef<CoordinatorProtocol.Signal> supervisor) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new CheckpointCoordinator(jobName, context, timers, settings, clock, supervisor)));
    }

    static String persistenceId(String jobName) {
        return "penstock|" + jobName;
    }

    @Override
    public String journalPluginId() {
        return settings.journalPlugin();
    }

    @Override
    public String snapshotPluginId() {
        return settings.snapshotPlugin();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_HISTORY, 2).withDeleteEventsOnSnapshot();
    }

    @Override
    public CheckpointHistory emptyState() {
        return CheckpointHistory.empty();
    }

    @Override
    public EventHandler<CheckpointHistory, CheckpointEvent> eventHandler() {
        return (history, event) -> history.with(event, settings.retained());
    }

    @Override
    public SignalHandler<CheckpointHistory> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(SnapshotFailed.class, (history, failed) -> context.getLog()
                        .warn(
                                "the history of checkpoints could not be written whole; its events are kept instead",
                                failed.getFailure()))
                .build();
    }

    @Override
    public CommandHandler<Command, CheckpointEvent, CheckpointHistory> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(CoordinatorProtocol.Begin.class, this::onBegin)
                .onCommand(CoordinatorProtocol.TasksRunning.class, this::onTasksRunning)
                .onCommand(CoordinatorProtocol.BeginSubtree.class, this::onBeginSubtree)
                .onCommand(CoordinatorProtocol.CheckpointWanted.class, this::onCheckpointWanted)
                .onCommand(TriggerDue.class, (history, due) -> trigger(history, Purpose.PERIODIC))
                .onCommand(Retrigger.class, (history, due) -> trigger(history, due.purpose()))
                .onCommand(CoordinatorProtocol.SnapshotStored.class, this::onSnapshotStored)
                .onCommand(CoordinatorProtocol.Committed.class, this::onCommitted)
                .onCommand(CoordinatorProtocol.TaskEnded.class, this::onTaskEnded)
                .onCommand(CoordinatorProtocol.Stop.class, this::onStop)
                .onCommand(CoordinatorProtocol.Drain.class, this::onDrain)
                .onCommand(CoordinatorProtocol.Seal.class, this::onSeal)
                .onCommand(AlignmentDue.class, this::onAlignmentDue)
                .onCommand(Expired.class, this::onExpired)
                .onCommand(CoordinatorProtocol.EndGeneration.class, this::onEndGeneration)
                .onCommand(CoordinatorProtocol.Suspend.class, this::onSuspend)
                .onCommand(SavepointProtocol.Take.class, this::onTakeSavepoint)
                .onCommand(SavepointProtocol.Release.class, this::onReleaseSavepoint)
                .onCommand(SavepointProtocol.Offer.class, this::onOfferSavepoint)
                .onCommand(SavepointProtocol.Adopt.class, this::onAdoptSavepoint)
                .build();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onBegin(
            CheckpointHistory history, CoordinatorProtocol.Begin begin) {
        if (history.status() == CheckpointHistory.Status.FINISHED) {
            long last = history.last().map(CompletedCheckpoint::id).orElse(0L);
            return Effect().reply(begin.replyTo(), new CoordinatorProtocol.AlreadyFinished(last));
        }
        List<String> refusals = history.refusals(begin.graph(), begin.mayDrop());
        if (!refusals.isEmpty()) {
            return Effect().reply(begin.replyTo(), new CoordinatorProtocol.Refused(refusals));
        }
        List<CheckpointEvent> events = new ArrayList<>();
        if (history.jobId().isEmpty()) {
            events.add(new CheckpointEvent.JobCreated(clock.freshId()));
        }
        events.add(new CheckpointEvent.GenerationStarted(history.generation() + 1, begin.graph()));
        return Effect()
                .persist(events)
                .thenRun(this::beganAttempt)
                .thenReply(begin.replyTo(), CheckpointCoordinator::granted);
    }

    private void beganAttempt(CheckpointHistory history) {
        attempt = history.generation();
        forgetTasks();
    }

    private void forgetTasks() {
        tasks = List.of();
        formerTasks = List.of();
        generations = Map.of();
    }

    private static CoordinatorProtocol.Granted granted(CheckpointHistory history) {
        return new CoordinatorProtocol.Granted(
                history.jobId(),
                history.generation(),
                history.last(),
                history.isCommitted() ? Optional.empty() : history.last().map(last -> CommitPermit.of(history)),
                history.lastStarted());
    }

    /** The checkpoint under way comes to nothing, as some of its tasks are gone; a later one is taken by all again. */
    private Effect<CheckpointEvent, CheckpointHistory> onBeginSubtree(
            CheckpointHistory history, CoordinatorProtocol.BeginSubtree begin) {
        List<TaskEntry> known = tasks.isEmpty() ? formerTasks : tasks;
        if (begin.attempt() != attempt || known.isEmpty() || isOver()) {
            return Effect()
                    .reply(
                            begin.replyTo(),
                            new CoordinatorProtocol.SubtreeRefused(
                                    isOver()
                                            ? "the last checkpoint of the job is complete"
                                            : "not all tasks of generation " + begin.attempt() + " were running"));
        }
        formerTasks = known;
        tasks = List.of();
        begin.tasks().forEach(ended::remove);
        timers.cancelAll();
        List<CheckpointEvent> events = new ArrayList<>();
        PendingCheckpoint current = pending;
        pending = null;
        if (current != null) {
            savepoints.aborted(current.id());
            events.add(
                    new CheckpointEvent.CheckpointAborted(current.id(), AbortReason.GENERATION_ENDED, begin.reason()));
        }
        events.add(new CheckpointEvent.GenerationStarted(
                history.generation() + 1, history.graph().orElseThrow()));
        return Effect()
                .persist(events)
                .thenRun(after -> {
                    if (current != null) {
                        supervisor.tell(new CoordinatorProtocol.Aborted(
                                current.id(), AbortReason.GENERATION_ENDED, begin.reason()));
                        for (TaskEntry task : known) {
                            if (!begin.tasks().contains(task.id())) {
                                task.ref().tell(new TaskProtocol.Abort(current.id()));
                            }
                        }
                    }
                })
                .thenReply(begin.replyTo(), CheckpointCoordinator::granted);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onTasksRunning(
            CheckpointHistory history, CoordinatorProtocol.TasksRunning running) {
        if (running.attempt() != attempt) {
            return Effect().none();
        }
        // A task that ran before and runs on is known by its reference; new ones have restored the last checkpoint.
        Set<ActorRef<TaskProtocol.Command>> survivors = new HashSet<>();
        formerTasks.forEach(task -> survivors.add(task.ref()));
        tasks = running.tasks();
        generations = tasks.stream().collect(Collectors.toMap(TaskEntry::id, TaskEntry::generation));
        if (formerTasks.isEmpty()) {
            ended.clear();
            uncommitted.clear();
            stopping = false;
            draining = false;
        } else {
            tasks.stream().filter(task -> !survivors.contains(task.ref())).forEach(task -> {
                ended.remove(task.id());
                uncommitted.remove(task.id());
            });
        }
        formerTasks = List.of();
        trimmed.clear();
        starting = false;
        lastPurpose = null;
        pending = null;
        abortedInARow = 0;
        lastStartNanos = clock.nanos();
        if (draining) {
            tellAll(Role.SOURCE, new TaskProtocol.Drain());
        }
        next();
        // What the restored checkpoint prepared was committed before the tasks reported ready.
        long restored = history.last().map(CompletedCheckpoint::id).orElse(0L);
        if (restored > history.confirmed() && uncommitted.isEmpty()) {
            return Effect()
                    .persist(new CheckpointEvent.CommitConfirmed(restored))
                    .thenRun(savepoints::committed);
        }
        return Effect().none();
    }

    /** True if this task runs now, and in this generation: what another says is of no meaning any more. */
    private boolean isCurrent(TaskId id, long generation) {
        Long current = generations.get(id);
        return current != null && current == generation;
    }

    /** Not more often than twice per interval, however much is sent: a checkpoint has a cost too. */
    private Effect<CheckpointEvent, CheckpointHistory> onCheckpointWanted(
            CheckpointHistory history, CoordinatorProtocol.CheckpointWanted wanted) {
        long sinceStart = clock.nanos() - lastStartNanos;
        if (!isCurrent(wanted.task(), wanted.generation())
                || sinceStart < settings.interval().toNanos() / 2) {
            return Effect().none();
        }
        return trigger(history, Purpose.PERIODIC);
    }

    private void scheduleNext() {
        long sinceStart = (clock.nanos() - lastStartNanos) / 1_000_000;
        long wait = Math.max(
                settings.interval().toMillis() - sinceStart, settings.minPause().toMillis());
        timers.startSingleTimer(TriggerDue.class, new TriggerDue(), Duration.ofMillis(Math.max(wait, 0)));
    }

    /** Takes an id and tells the sources, unless a checkpoint is under way. */
    private Effect<CheckpointEvent, CheckpointHistory> trigger(CheckpointHistory history, Purpose purpose) {
        boolean tooEarly = draining && purpose != Purpose.FINISH;
        if (tasks.isEmpty() || pending != null || starting || isOver() || tooEarly) {
            return Effect().none();
        }
        starting = true;
        lastStartNanos = clock.nanos();
        long generation = history.generation();
        return Effect()
                .persist(new CheckpointEvent.CheckpointStarted(history.lastStarted() + 1))
                .thenRun(started -> begin(started.lastStarted(), generation, purpose));
    }

    /** True once the checkpoint that ends the job is complete. */
    private boolean isOver() {
        return lastPurpose != null && isLast(lastPurpose);
    }

    private static boolean isLast(Purpose purpose) {
        return purpose == Purpose.STOP || purpose == Purpose.FINISH;
    }

    private void begin(long checkpointId, long generation, Purpose purpose) {
        starting = false;
        List<TaskId> ids = tasks.stream().map(TaskEntry::id).toList();
        if (ids.isEmpty()) {
            return;
        }
        pending = new PendingCheckpoint(checkpointId, generation, purpose, clock.currentMillis(), ids);
        if (purpose != Purpose.PERIODIC) {
            savepoints.begun(checkpointId, isLast(purpose));
        }
        timers.startSingleTimer(Expired.class, new Expired(checkpointId), settings.timeout());
        tellAll(Role.SOURCE, new TaskProtocol.Trigger(checkpointId, purpose == Purpose.STOP));
        if (purpose == Purpose.PERIODIC) {
            settings.alignmentTimeout().ifPresent(timeout -> unalignAfter(timeout, checkpointId));
        }
    }

    /** One clock for all tasks, so that the time does not add up along the way of the barriers. */
    private void unalignAfter(Duration timeout, long checkpointId) {
        if (timeout.isZero()) {
            tellAll(null, new TaskProtocol.Unalign(checkpointId));
        } else {
            timers.startSingleTimer(AlignmentDue.class, new AlignmentDue(checkpointId), timeout);
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onAlignmentDue(CheckpointHistory history, AlignmentDue due) {
        PendingCheckpoint current = pending;
        if (current != null && current.id() == due.checkpointId()) {
            tellAll(null, new TaskProtocol.Unalign(due.checkpointId()));
        }
        return Effect().none();
    }

    private void tellAll(@Nullable Role role, TaskProtocol.Command command) {
        for (TaskEntry task : tasks) {
            if (role == null || task.role() == role) {
                task.ref().tell(command);
            }
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onSnapshotStored(
            CheckpointHistory history, CoordinatorProtocol.SnapshotStored stored) {
        PendingCheckpoint current = pending;
        if (current == null
                || stored.checkpointId() != current.id()
                || !isCurrent(stored.snapshot().task(), stored.generation())) {
            // Of a checkpoint that was aborted meanwhile, or of a generation that ended.
            return Effect().none();
        }
        CompletedCheckpoint completed = current.stored(stored.snapshot(), clock.currentMillis());
        if (completed == null) {
            return Effect().none();
        }
        pending = null;
        timers.cancel(Expired.class);
        timers.cancel(AlignmentDue.class);
        return Effect()
                .persist(new CheckpointEvent.CheckpointCompleted(completed)) // the point of no return
                .thenRun(after -> onCompleted(after, completed, current.purpose()));
    }

    private void onCompleted(CheckpointHistory history, CompletedCheckpoint completed, Purpose purpose) {
        abortedInARow = 0;
        lastPurpose = purpose;
        savepoints.completed(completed, isLast(purpose));
        supervisor.tell(new CoordinatorProtocol.Completed(completed));
        uncommitted.clear();
        for (TaskEntry task : tasks) {
            if (task.role() == Role.SINK) {
                uncommitted.add(task.id());
            }
        }
        tellAll(Role.SINK, new TaskProtocol.Commit(CommitPermit.of(history)));
        TaskProtocol.Completed notice = new TaskProtocol.Completed(completed.id());
        tellAll(Role.SOURCE, notice);
        tellAll(Role.OPERATOR, notice);
        trim(history);
        if (!isOver()) {
            next();
        }
    }

    /** After a checkpoint: the one that ends the job if that is due, or one that is wanted, else the next by the interval. */
    private void next() {
        if (stopping) {
            context.getSelf().tell(new Retrigger(Purpose.STOP));
        } else if (allEnded()) {
            context.getSelf().tell(new Retrigger(Purpose.FINISH));
        } else if (savepoints.wantOne()) {
            context.getSelf().tell(new Retrigger(Purpose.SAVEPOINT));
        } else {
            scheduleNext();
        }
    }

    private boolean allEnded() {
        return !tasks.isEmpty() && ended.size() == tasks.size();
    }

    /** Tells each task which of its events no retained checkpoint needs. */
    private void trim(CheckpointHistory history) {
        boolean soon = lastStartNanos - trimmedStartNanos < BETWEEN_TRIMS.toNanos();
        if (soon && !trimmed.isEmpty() && !isOver()) {
            return;
        }
        trimmedStartNanos = lastStartNanos;
        Map<String, Long> needed = new HashMap<>();
        for (CompletedCheckpoint checkpoint : history.retained()) {
            checkpoint.firstNeeded().forEach((id, first) -> needed.merge(id, first, Math::min));
        }
        savepoints.keep(needed);
        for (TaskEntry task : tasks) {
            Long first = needed.get(SnapshotWriter.persistenceId(jobName, task.id()));
            if (first != null && !first.equals(trimmed.put(task.id(), first))) {
                task.ref().tell(new TaskProtocol.Trim(first));
            }
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onCommitted(
            CheckpointHistory history, CoordinatorProtocol.Committed committed) {
        long last = history.last().map(CompletedCheckpoint::id).orElse(0L);
        if (!isCurrent(committed.task(), committed.generation())
                || committed.checkpointId() != last
                || !uncommitted.remove(committed.task())
                || !uncommitted.isEmpty()) {
            return Effect().none();
        }
        List<CheckpointEvent> events = new ArrayList<>();
        events.add(new CheckpointEvent.CommitConfirmed(last));
        if (lastPurpose == Purpose.STOP) {
            events.add(new CheckpointEvent.JobStopped(last));
        }
        Purpose purpose = lastPurpose;
        return Effect().persist(events).thenRun(after -> {
            savepoints.committed(after);
            if (purpose == Purpose.FINISH) {
                supervisor.tell(new CoordinatorProtocol.AllCommitted(last));
            } else if (purpose == Purpose.STOP) {
                supervisor.tell(new CoordinatorProtocol.Stopped(last));
            }
        });
    }

    /** Only after the sinks have removed what they kept for recovery: a crash before this is recovered from. */
    private Effect<CheckpointEvent, CheckpointHistory> onSeal(
            CheckpointHistory history, CoordinatorProtocol.Seal seal) {
        if (seal.attempt() != attempt || lastPurpose != Purpose.FINISH) {
            return Effect().none();
        }
        long last = history.last().map(CompletedCheckpoint::id).orElse(0L);
        return Effect()
                .persist(new CheckpointEvent.JobFinished(last))
                .thenRun(after -> supervisor.tell(new CoordinatorProtocol.Finished(last)));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onTaskEnded(
            CheckpointHistory history, CoordinatorProtocol.TaskEnded task) {
        if (!isCurrent(task.task(), task.generation())) {
            return Effect().none();
        }
        ended.add(task.task());
        return allEnded() ? trigger(history, Purpose.FINISH) : Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onStop(
            CheckpointHistory history, CoordinatorProtocol.Stop stop) {
        if (stop.attempt() != attempt) {
            return Effect().none();
        }
        stopping = true;
        return trigger(history, Purpose.STOP);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onDrain(
            CheckpointHistory history, CoordinatorProtocol.Drain drain) {
        if (drain.attempt() == attempt) {
            draining = true;
            timers.cancel(TriggerDue.class);
            tellAll(Role.SOURCE, new TaskProtocol.Drain());
        }
        return Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onExpired(CheckpointHistory history, Expired expired) {
        PendingCheckpoint current = pending;
        if (current == null || current.id() != expired.checkpointId()) {
            return Effect().none();
        }
        return abort(
                current,
                AbortReason.EXPIRED,
                "no snapshot within " + settings.timeout() + " from " + current.missing());
    }

    private Effect<CheckpointEvent, CheckpointHistory> abort(
            PendingCheckpoint current, AbortReason reason, String detail) {
        pending = null;
        savepoints.aborted(current.id());
        abortedInARow++;
        boolean tooMany = abortedInARow > settings.toleratedAborts();
        return Effect()
                .persist(new CheckpointEvent.CheckpointAborted(current.id(), reason, detail))
                .thenRun(after -> {
                    supervisor.tell(new CoordinatorProtocol.Aborted(current.id(), reason, detail));
                    tellAll(null, new TaskProtocol.Abort(current.id()));
                    if (tooMany) {
                        supervisor.tell(new CoordinatorProtocol.TooManyAborted(attempt, detail));
                    } else {
                        next();
                    }
                });
    }

    private Effect<CheckpointEvent, CheckpointHistory> onEndGeneration(
            CheckpointHistory history, CoordinatorProtocol.EndGeneration end) {
        if (end.attempt() != attempt) {
            return Effect().none();
        }
        timers.cancelAll();
        attempt = 0;
        forgetTasks();
        PendingCheckpoint current = pending;
        pending = null;
        if (current == null) {
            return Effect().none();
        }
        savepoints.aborted(current.id());
        return Effect()
                .persist(
                        new CheckpointEvent.CheckpointAborted(current.id(), AbortReason.GENERATION_ENDED, end.reason()))
                .thenRun(after -> supervisor.tell(
                        new CoordinatorProtocol.Aborted(current.id(), AbortReason.GENERATION_ENDED, end.reason())));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onSuspend(
            CheckpointHistory history, CoordinatorProtocol.Suspend suspend) {
        return Effect()
                .persist(new CheckpointEvent.JobSuspended(suspend.operator(), suspend.cause()))
                .thenReply(suspend.replyTo(), after -> new CoordinatorProtocol.Suspended());
    }

    private Effect<CheckpointEvent, CheckpointHistory> onTakeSavepoint(
            CheckpointHistory history, SavepointProtocol.Take take) {
        savepoints.add(take);
        return take.last() ? Effect().none() : trigger(history, Purpose.SAVEPOINT);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onReleaseSavepoint(
            CheckpointHistory history, SavepointProtocol.Release release) {
        savepoints.release(release.replyTo());
        return Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onOfferSavepoint(
            CheckpointHistory history, SavepointProtocol.Offer offer) {
        return Effect().reply(offer.replyTo(), SavepointDecisions.onOffer(history, offer));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onAdoptSavepoint(
            CheckpointHistory history, SavepointProtocol.Adopt adopt) {
        List<CheckpointEvent> events = new ArrayList<>();
        if (history.jobId().isEmpty()) {
            // Another journal is another job, also to its sinks: the one of the savepoint may still run elsewhere.
            events.add(new CheckpointEvent.JobCreated(clock.freshId()));
        }
        events.add(new CheckpointEvent.SavepointAdopted(adopt.origin(), adopt.checkpoint(), adopt.graph()));
        return Effect().persist(events).thenReply(adopt.replyTo(), after -> new SavepointProtocol.Adopted());
    }
}
