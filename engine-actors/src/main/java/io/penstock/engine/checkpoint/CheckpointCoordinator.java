package io.penstock.engine.checkpoint;

import io.penstock.engine.checkpoint.CheckpointEvent.AbortReason;
import io.penstock.engine.checkpoint.CheckpointEvent.CheckpointAborted;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Command;
import io.penstock.engine.checkpoint.CoordinatorProtocol.Role;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.PendingCheckpoint.Purpose;
import io.penstock.engine.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
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
 *
 * <p>What is forced to disk costs more than all else here, so one write has as much as it can: a completion also takes the
 * id of the next checkpoint, and where nobody waits for a confirmation it goes with the next completion.
 *
 * <p>This is the order of these steps and who is told; what is decided in them is in {@link KnownTasks} (who takes part),
 * {@link CheckpointSchedule} (when, and what for), {@link PendingCheckpoint} (what is missing), {@link Trimming} (what may be
 * deleted), {@link SavepointRequests} (who wants a copy) and {@link Emptying} (what a stop waits for).
 */
public final class CheckpointCoordinator extends EventSourcedBehavior<Command, CheckpointEvent, CheckpointHistory> {
    /** After so many events the history is written whole and the events before are deleted. */
    private static final int EVENTS_PER_HISTORY = 200;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final CheckpointSettings settings;
    private final Clock clock;
    private final ActorRef<CoordinatorProtocol.Signal> supervisor;

    private final KnownTasks tasks = new KnownTasks();
    private final CheckpointSchedule schedule;
    private final Trimming trimming;
    private final SavepointRequests savepoints = new SavepointRequests();
    private final Emptying emptying = new Emptying();
    private @Nullable PendingCheckpoint pending;
    /** True if the last id in the journal is one under which no checkpoint of these tasks has begun yet. */
    private boolean idAtHand;
    /** A checkpoint that all sinks have committed, which the next thing that is written says too; 0 = none. */
    private long unwritten;

    /** A checkpoint may begin: the interval has passed, or what one is wanted for waited for the last one. */
    private record Due(Purpose purpose) implements CoordinatorProtocol.Internal {}

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
        this.context = context;
        this.timers = timers;
        this.settings = settings;
        this.clock = clock;
        this.supervisor = supervisor;
        this.schedule = new CheckpointSchedule(settings);
        this.trimming = new Trimming(jobName);
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
                .onCommand(Due.class, (history, due) -> trigger(history, due.purpose()))
                .onCommand(CoordinatorProtocol.SnapshotStored.class, this::onSnapshotStored)
                .onCommand(CoordinatorProtocol.Committed.class, this::onCommitted)
                .onCommand(CoordinatorProtocol.TaskEnded.class, this::onTaskEnded)
                .onCommand(CoordinatorProtocol.Stop.class, this::onStop)
                .onCommand(CoordinatorProtocol.Emptied.class, this::onEmptied)
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
        Optional<CoordinatorProtocol.BeginReply> refusal = BeginDecisions.refusal(history, begin);
        if (refusal.isPresent()) {
            return Effect().reply(begin.replyTo(), refusal.get());
        }
        return write(BeginDecisions.events(history, begin.graph(), clock))
                .thenRun(after -> tasks.attempt(after.generation()))
                .thenReply(begin.replyTo(), BeginDecisions::granted);
    }

    /** The checkpoint under way comes to nothing, as some of its tasks are gone; a later one is taken by all again. */
    private Effect<CheckpointEvent, CheckpointHistory> onBeginSubtree(
            CheckpointHistory history, CoordinatorProtocol.BeginSubtree begin) {
        if (schedule.isOver()) {
            return Effect()
                    .reply(
                            begin.replyTo(),
                            new CoordinatorProtocol.SubtreeRefused("the last checkpoint of the job is complete"));
        }
        if (begin.attempt() != tasks.attempt() || !tasks.canRestartPart()) {
            return Effect()
                    .reply(
                            begin.replyTo(),
                            new CoordinatorProtocol.SubtreeRefused(
                                    "not all tasks of generation " + begin.attempt() + " were running"));
        }
        List<TaskEntry> others = tasks.restart(begin.tasks());
        Optional<CheckpointAborted> aborted = dropPending(begin.reason());
        List<CheckpointEvent> events = new ArrayList<>();
        aborted.ifPresent(events::add);
        events.addAll(BeginDecisions.events(history, history.graph().orElseThrow(), clock));
        return write(events)
                .thenRun(after -> aborted.ifPresent(checkpoint -> {
                    report(checkpoint);
                    others.forEach(task -> task.ref().tell(new TaskProtocol.Abort(checkpoint.checkpointId())));
                }))
                .thenReply(begin.replyTo(), BeginDecisions::granted);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onEndGeneration(
            CheckpointHistory history, CoordinatorProtocol.EndGeneration end) {
        if (end.attempt() != tasks.attempt()) {
            return Effect().none();
        }
        tasks.attempt(0);
        Optional<CheckpointAborted> aborted = dropPending(end.reason());
        return aborted.isEmpty() ? Effect().none() : write(aborted.get()).thenRun(after -> report(aborted.get()));
    }

    /** Tasks are gone: what they had begun comes to nothing, and nothing is due until all run again. */
    private Optional<CheckpointAborted> dropPending(String reason) {
        timers.cancelAll();
        idAtHand = false;
        PendingCheckpoint current = pending;
        pending = null;
        if (current == null) {
            return Optional.empty();
        }
        savepoints.aborted(current.id());
        return Optional.of(new CheckpointAborted(current.id(), AbortReason.GENERATION_ENDED, reason));
    }

    private void report(CheckpointAborted aborted) {
        supervisor.tell(new CoordinatorProtocol.Aborted(aborted.checkpointId(), aborted.reason(), aborted.detail()));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onTasksRunning(
            CheckpointHistory history, CoordinatorProtocol.TasksRunning running) {
        if (running.attempt() != tasks.attempt()) {
            return Effect().none();
        }
        boolean partly = tasks.run(running.tasks());
        schedule.tasksRun(partly, clock.nanos());
        trimming.forget();
        pending = null;
        idAtHand = false;
        if (schedule.isDraining()) {
            tasks.tell(Role.SOURCE, new TaskProtocol.Drain());
        }
        if (emptying.tasksRun(partly, tasks)) {
            schedule.stopLater();
        }
        next();
        // What the restored checkpoint prepared was committed before the tasks reported ready.
        long restored = history.lastCompleted();
        if (restored > history.confirmed() && tasks.allCommitted()) {
            return Effect()
                    .persist(new CheckpointEvent.CommitConfirmed(restored))
                    .thenRun(savepoints::committed);
        }
        return Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onCheckpointWanted(
            CheckpointHistory history, CoordinatorProtocol.CheckpointWanted wanted) {
        return tasks.isCurrent(wanted.task(), wanted.generation()) && schedule.allowsEarly(clock.nanos())
                ? trigger(history, Purpose.PERIODIC)
                : Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onTaskEnded(
            CheckpointHistory history, CoordinatorProtocol.TaskEnded task) {
        if (!tasks.isCurrent(task.task(), task.generation())) {
            return Effect().none();
        }
        tasks.ended(task.task());
        return tasks.allEnded() ? trigger(history, Purpose.FINISH) : Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onStop(
            CheckpointHistory history, CoordinatorProtocol.Stop stop) {
        if (stop.attempt() != tasks.attempt()) {
            return Effect().none();
        }
        if (stop.empty()) {
            emptying.ask(tasks);
            return Effect().none();
        }
        schedule.stop();
        return trigger(history, Purpose.STOP);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onEmptied(
            CheckpointHistory history, CoordinatorProtocol.Emptied source) {
        if (!tasks.isCurrent(source.task(), source.generation()) || !emptying.emptied(source.task())) {
            return Effect().none();
        }
        schedule.stop();
        return trigger(history, Purpose.STOP);
    }

    private Effect<CheckpointEvent, CheckpointHistory> onDrain(
            CheckpointHistory history, CoordinatorProtocol.Drain drain) {
        if (drain.attempt() == tasks.attempt()) {
            schedule.drain();
            timers.cancel(Due.class);
            tasks.tell(Role.SOURCE, new TaskProtocol.Drain());
        }
        return Effect().none();
    }

    private EffectBuilder<CheckpointEvent, CheckpointHistory> write(CheckpointEvent event) {
        return write(List.of(event));
    }

    /** Persists, and takes a confirmation along that was left. */
    private EffectBuilder<CheckpointEvent, CheckpointHistory> write(List<CheckpointEvent> events) {
        List<CheckpointEvent> all = new ArrayList<>();
        if (unwritten > 0) {
            all.add(new CheckpointEvent.CommitConfirmed(unwritten));
            unwritten = 0;
        }
        all.addAll(events);
        return Effect().persist(all);
    }

    /** Takes an id and tells the sources, unless a checkpoint is under way. */
    private Effect<CheckpointEvent, CheckpointHistory> trigger(CheckpointHistory history, Purpose purpose) {
        if (tasks.running().isEmpty() || pending != null || !schedule.allows(purpose)) {
            return Effect().none();
        }
        schedule.started(clock.nanos());
        if (idAtHand) {
            begin(history, purpose);
            return Effect().none();
        }
        return write(new CheckpointEvent.CheckpointStarted(history.lastStarted() + 1))
                .thenRun(started -> begin(started, purpose));
    }

    private void begin(CheckpointHistory history, Purpose purpose) {
        idAtHand = false;
        long checkpointId = history.lastStarted();
        List<TaskId> ids = tasks.running().stream().map(TaskEntry::id).toList();
        pending = new PendingCheckpoint(checkpointId, history.generation(), purpose, clock.currentMillis(), ids);
        if (purpose != Purpose.PERIODIC) {
            savepoints.begun(checkpointId, purpose.endsJob());
        }
        timers.startSingleTimer(Expired.class, new Expired(checkpointId), settings.timeout());
        tasks.tell(Role.SOURCE, new TaskProtocol.Trigger(checkpointId, purpose == Purpose.STOP));
        if (purpose == Purpose.PERIODIC) {
            settings.alignmentTimeout().ifPresent(timeout -> unalignAfter(timeout, checkpointId));
        }
    }

    /** One clock for all tasks, so that the time does not add up along the way of the barriers. */
    private void unalignAfter(Duration timeout, long checkpointId) {
        if (timeout.isZero()) {
            tasks.tell(new TaskProtocol.Unalign(checkpointId));
        } else {
            timers.startSingleTimer(AlignmentDue.class, new AlignmentDue(checkpointId), timeout);
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onAlignmentDue(CheckpointHistory history, AlignmentDue due) {
        PendingCheckpoint current = pending;
        if (current != null && current.id() == due.checkpointId()) {
            tasks.tell(new TaskProtocol.Unalign(due.checkpointId()));
        }
        return Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onSnapshotStored(
            CheckpointHistory history, CoordinatorProtocol.SnapshotStored stored) {
        PendingCheckpoint current = pending;
        if (current == null
                || stored.checkpointId() != current.id()
                || !tasks.isCurrent(stored.snapshot().task(), stored.generation())) {
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
        List<CheckpointEvent> events = new ArrayList<>();
        events.add(new CheckpointEvent.CheckpointCompleted(completed)); // the point of no return
        if (!current.purpose().endsJob()) {
            events.add(new CheckpointEvent.CheckpointStarted(history.lastStarted() + 1));
        }
        return write(events).thenRun(after -> onCompleted(after, completed, current.purpose()));
    }

    private void onCompleted(CheckpointHistory history, CompletedCheckpoint completed, Purpose purpose) {
        schedule.completed(purpose);
        idAtHand = !purpose.endsJob();
        savepoints.completed(completed, purpose.endsJob());
        supervisor.tell(new CoordinatorProtocol.Completed(completed));
        tasks.expectCommits();
        tasks.tell(Role.SINK, new TaskProtocol.Commit(CommitPermit.of(history)));
        TaskProtocol.Completed notice = new TaskProtocol.Completed(completed.id());
        tasks.tell(Role.SOURCE, notice);
        tasks.tell(Role.OPERATOR, notice);
        if (schedule.isOver() || trimming.isDue(schedule.startNanos())) {
            trimming.tell(tasks.running(), history.retained(), savepoints, schedule.startNanos());
        }
        if (!schedule.isOver()) {
            next();
        }
    }

    private void next() {
        Purpose purpose = schedule.next(tasks.allEnded(), savepoints.wantOne());
        if (purpose == Purpose.PERIODIC) {
            timers.startSingleTimer(Due.class, new Due(purpose), schedule.untilNext(clock.nanos()));
        } else {
            context.getSelf().tell(new Due(purpose));
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onExpired(CheckpointHistory history, Expired expired) {
        PendingCheckpoint current = pending;
        if (current == null || current.id() != expired.checkpointId()) {
            return Effect().none();
        }
        pending = null;
        savepoints.aborted(current.id());
        CheckpointAborted aborted = new CheckpointAborted(
                current.id(),
                AbortReason.EXPIRED,
                "no snapshot within " + settings.timeout() + " from " + current.missing());
        return write(aborted).thenRun(after -> onAborted(aborted));
    }

    private void onAborted(CheckpointAborted aborted) {
        report(aborted);
        tasks.tell(new TaskProtocol.Abort(aborted.checkpointId()));
        if (schedule.aborted()) {
            supervisor.tell(new CoordinatorProtocol.TooManyAborted(tasks.attempt(), aborted.detail()));
        } else {
            next();
        }
    }

    private Effect<CheckpointEvent, CheckpointHistory> onCommitted(
            CheckpointHistory history, CoordinatorProtocol.Committed committed) {
        long last = history.lastCompleted();
        if (!tasks.isCurrent(committed.task(), committed.generation())
                || committed.checkpointId() != last
                || !tasks.committed(committed.task())) {
            return Effect().none();
        }
        unwritten = last;
        if (schedule.lastWasFor(Purpose.PERIODIC) && !schedule.confirmsAlone(clock.nanos())) {
            return Effect().none();
        }
        List<CheckpointEvent> events = new ArrayList<>();
        if (schedule.lastWasFor(Purpose.STOP)) {
            events.add(new CheckpointEvent.JobStopped(last));
        }
        return write(events).thenRun(after -> {
            savepoints.committed(after);
            if (schedule.lastWasFor(Purpose.FINISH)) {
                supervisor.tell(new CoordinatorProtocol.AllCommitted(last));
            } else if (schedule.lastWasFor(Purpose.STOP)) {
                supervisor.tell(new CoordinatorProtocol.Stopped(last));
            }
        });
    }

    /** Only after the sinks have removed what they kept for recovery: a crash before this is recovered from. */
    private Effect<CheckpointEvent, CheckpointHistory> onSeal(
            CheckpointHistory history, CoordinatorProtocol.Seal seal) {
        if (seal.attempt() != tasks.attempt() || !schedule.lastWasFor(Purpose.FINISH)) {
            return Effect().none();
        }
        long last = history.lastCompleted();
        return write(new CheckpointEvent.JobFinished(last))
                .thenRun(after -> supervisor.tell(new CoordinatorProtocol.Finished(last)));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onSuspend(
            CheckpointHistory history, CoordinatorProtocol.Suspend suspend) {
        return write(new CheckpointEvent.JobSuspended(suspend.operator(), suspend.cause()))
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
        if (!emptying.awaited().isEmpty()) {
            context.getLog()
                    .warn(
                            "a stop with a savepoint is given up while sources {} had not yet sent all that they had read",
                            emptying.awaited());
        }
        return Effect().none();
    }

    private Effect<CheckpointEvent, CheckpointHistory> onOfferSavepoint(
            CheckpointHistory history, SavepointProtocol.Offer offer) {
        return Effect().reply(offer.replyTo(), SavepointDecisions.onOffer(history, offer));
    }

    private Effect<CheckpointEvent, CheckpointHistory> onAdoptSavepoint(
            CheckpointHistory history, SavepointProtocol.Adopt adopt) {
        return write(SavepointDecisions.onAdopt(history, adopt, clock))
                .thenReply(adopt.replyTo(), after -> new SavepointProtocol.Adopted());
    }
}
