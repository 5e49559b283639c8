package io.penstock.engine.job;

import io.penstock.api.JobEnd;
import io.penstock.api.JobStatus.Phase;
import io.penstock.api.Savepoint;
import io.penstock.engine.checkpoint.CheckpointCoordinator;
import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.savepoint.SavepointException;
import io.penstock.engine.savepoint.SavepointStart;
import io.penstock.engine.savepoint.SavepointTaking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Leads a job through its life: recover the history, begin a generation, run it, and after a failure wait and begin the
 * next, until the job is finished, stopped or suspended. Has two children: the coordinator, which outlives generations,
 * and the supervisor of the tasks of the current attempt.
 */
public final class JobSupervisor extends AbstractBehavior<JobSupervisor.Command> {
    private final JobSetup setup;
    private final JobProgress progress;
    private final JobMetrics metrics;
    private final TimerScheduler<Command> timers;
    private final RestartDecisions decisions;
    private final RestartDecisions subtreeDecisions;
    private final JobSavepoints savepoints;
    private final String name;

    /** Of this attempt. */
    private Layout layout;

    private @Nullable ActorRef<CoordinatorProtocol.Command> coordinator;
    private @Nullable ActorRef<TaskSupervisorProtocol.Command> tasks;
    private Phase phase = Phase.RECOVERING;
    /** The generation in which all tasks were started; parts of them may be of later ones. */
    private long attempt;

    private @Nullable Failure failure;
    /** What to do once the children that are stopping are gone. */
    private @Nullable JobEnd ending;
    /** All else is done for the end, and it waits for savepoints that are being written. */
    private boolean endWaits;

    /** What a supervisor is asked. */
    public sealed interface Command {}

    /** Stop behind a last checkpoint. The end is told through {@link JobProgress}. */
    public record Stop() implements Command {}

    /** End the sources, and with them the job. The end is told through {@link JobProgress}. */
    public record Drain() implements Command {}

    /** Copy a checkpoint into this folder. */
    public record TakeSavepoint(Path folder, CompletableFuture<Savepoint> result) implements Command {}

    /** Stop behind a last checkpoint, and copy that into this folder before the end is told. */
    public record StopWithSavepoint(Path folder, CompletableFuture<Savepoint> result) implements Command {}

    private record Begun(CoordinatorProtocol.BeginReply reply) implements Command {}

    private record Signalled(CoordinatorProtocol.Signal signal) implements Command {}

    private record Reported(TaskSupervisorProtocol.Report report) implements Command {}

    private record Suspended() implements Command {}

    private record SavepointTaken(SavepointTaking.Outcome outcome) implements Command {}

    private record SavepointUsed(SavepointStart.Outcome outcome) implements Command {}

    private enum Due implements Command {
        /** The backoff is over. */
        RESTART,
        /** A stop has waited long enough for its checkpoint. */
        STOP_TIMEOUT
    }

    private JobSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            JobSetup setup,
            JobProgress progress,
            JobMetrics metrics) {
        super(context);
        this.setup = setup;
        this.timers = timers;
        this.progress = progress;
        this.name = setup.graph().jobName();
        this.layout = new Layout(setup.graph(), setup.fuse(), setup.keyGroups());
        this.metrics = metrics;
        this.decisions = new RestartDecisions(setup.restarts());
        this.subtreeDecisions = new RestartDecisions(setup.subtreeRestarts());
        this.savepoints = new JobSavepoints(context, setup);
        begin();
    }

    /**
     * Checks what can be checked before a job starts.
     *
     * @throws IllegalArgumentException if an operator has more tasks than there are key groups
     */
    public static void check(JobSetup setup) {
        new Layout(setup.graph(), setup.fuse(), setup.keyGroups());
    }

    /** A supervisor that starts its job at once and stops when the job has ended. */
    public static Behavior<Command> create(JobSetup setup, JobProgress progress) {
        // Before the actor runs, so that a status lists the operators from the first moment on.
        JobMetrics metrics = new JobMetrics(setup.graph());
        progress.metrics(metrics);
        progress.watchCheckpoints(setup.clock(), setup.redAfter());
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new JobSupervisor(context, timers, setup, progress, metrics)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Begun.class, begun -> onBegun(begun.reply()))
                .onMessage(Signalled.class, signalled -> onSignal(signalled.signal()))
                .onMessage(Reported.class, reported -> onReport(reported.report()))
                .onMessage(Stop.class, stop -> onStop())
                .onMessage(Suspended.class, suspended -> end())
                .onMessage(Drain.class, drain -> onDrain())
                .onMessage(TakeSavepoint.class, this::onTakeSavepoint)
                .onMessage(StopWithSavepoint.class, this::onStopWithSavepoint)
                .onMessage(SavepointTaken.class, this::onSavepointTaken)
                .onMessage(SavepointUsed.class, used -> onSavepointUsed(used.outcome()))
                .onMessageEquals(Due.RESTART, this::begin)
                .onMessageEquals(Due.STOP_TIMEOUT, this::onStopTimeout)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    /** The one place where the phase changes. */
    private void enter(Phase next) {
        getContext().getLog().debug("job {}: {} -> {}", name, phase, next);
        phase = next;
        progress.phase(next);
    }

    private Behavior<Command> begin() {
        if (coordinator == null) {
            enter(Phase.RECOVERING);
            coordinator = getContext()
                    .spawnAnonymous(CheckpointCoordinator.create(
                            name,
                            setup.checkpoints(),
                            setup.clock(),
                            getContext().messageAdapter(CoordinatorProtocol.Signal.class, Signalled::new)));
            getContext().watch(coordinator);
        }
        if (savepoints.mustStart()) {
            enter(Phase.RECOVERING);
            savepoints.start(
                    coordinator, getContext().messageAdapter(SavepointStart.Outcome.class, SavepointUsed::new));
            return this;
        }
        coordinator.tell(new CoordinatorProtocol.Begin(
                GraphRecord.of(setup.graph(), setup.keyGroups()),
                setup.options().mayDrop(),
                getContext().messageAdapter(CoordinatorProtocol.BeginReply.class, Begun::new)));
        return this;
    }

    private Behavior<Command> onSavepointUsed(SavepointStart.Outcome outcome) {
        if (ending != null) {
            return this;
        }
        if (outcome instanceof SavepointStart.Started used) {
            savepoints.started();
            getContext()
                    .getLog()
                    .info(
                            used.before()
                                    ? "job {}: was started from savepoint {} before, and goes on from its journal"
                                    : "job {}: starts from savepoint {}, a copy of checkpoint {} of {}; what the job"
                                            + " has shown after that, if it ran on, is shown once more",
                            name,
                            used.savepoint().savepoint(),
                            used.savepoint().checkpoint(),
                            used.savepoint().takenAt());
            return begin();
        }
        Throwable cause = ((SavepointStart.Refused) outcome).cause();
        if (cause instanceof SavepointException) {
            String line = "job '" + name + "' cannot start from the savepoint: " + cause.getMessage();
            ending = new JobEnd.Suspended(Optional.empty(), line, cause);
            return end();
        }
        return afterFailure(Failure.of(cause));
    }

    private Behavior<Command> onBegun(CoordinatorProtocol.BeginReply reply) {
        if (ending != null) {
            return this;
        }
        if (reply instanceof CoordinatorProtocol.AlreadyFinished finished) {
            ending = new JobEnd.Finished(finished.checkpointId());
            return end();
        }
        if (reply instanceof CoordinatorProtocol.Refused refused) {
            String reasons = String.join("; ", refused.reasons());
            String cause = "job '" + name + "' does not fit its journal: " + reasons
                    + ". Put the names and kinds back, allow the loss of what is gone by name (--allow-drop NAME), or run"
                    + " the changed job with another journal directory";
            ending = new JobEnd.Suspended(Optional.empty(), cause, new IllegalStateException(cause));
            return end();
        }
        CoordinatorProtocol.Granted granted = (CoordinatorProtocol.Granted) reply;
        Set<String> awaiting = granted.restore()
                .map(CompletedCheckpoint::operatorsWithInFlight)
                .orElse(Set.of());
        // They keep tasks of their own, even where they could share another's.
        layout = new Layout(setup.graph(), setup.fuse(), setup.keyGroups(), awaiting);
        Set<String> lost = layout.withoutTasks(awaiting);
        if (!lost.isEmpty()) {
            String cause = "checkpoint " + granted.checkpointId() + " of job '" + name
                    + "' has records on their way to " + lost + ", which the changed job does not have. Run the job as"
                    + " it was and stop it: the checkpoint of a stop has no records on their way";
            ending = new JobEnd.Suspended(Optional.empty(), cause, new IllegalStateException(cause));
            return end();
        }
        attempt = granted.generation();
        progress.generation(attempt);
        granted.restore().ifPresent(progress::restored);
        enter(Phase.STARTING);
        getContext()
                .getLog()
                .info(
                        "job {}: generation {} starts {}",
                        name,
                        attempt,
                        granted.restore()
                                .map(checkpoint -> "from checkpoint " + checkpoint.id())
                                .orElse("from nothing"));
        tasks = getContext()
                .spawn(
                        TaskSupervisor.create(
                                new TaskSupervisor.Attempt(setup, layout, granted, metrics, subtreeDecisions),
                                known(coordinator),
                                getContext().messageAdapter(TaskSupervisorProtocol.Report.class, Reported::new)),
                        "generation-" + attempt);
        getContext().watch(tasks);
        return this;
    }

    private static <X> X known(@Nullable X ref) {
        if (ref == null) {
            throw new IllegalStateException("the actor is not there");
        }
        return ref;
    }

    private Behavior<Command> onReport(TaskSupervisorProtocol.Report report) {
        if (report instanceof TaskSupervisorProtocol.Running running && running.attempt() == attempt) {
            if (phase == Phase.STARTING) {
                enter(Phase.RUNNING);
            }
        } else if (report instanceof TaskSupervisorProtocol.Restarting restarting && restarting.attempt() == attempt) {
            progress.restarted(restarting.failure().line());
            getContext()
                    .getLog()
                    .warn(
                            "job {}: {}; tasks {} start again, the others run on",
                            name,
                            restarting.failure().line(),
                            restarting.tasks(),
                            restarting.failure().cause());
        } else if (report instanceof TaskSupervisorProtocol.Restarted restarted && restarted.attempt() == attempt) {
            progress.generation(restarted.generation());
            getContext()
                    .getLog()
                    .info(
                            "job {}: generation {} runs, from checkpoint {}",
                            name,
                            restarted.generation(),
                            restarted.checkpointId());
        } else if (report instanceof TaskSupervisorProtocol.Failed failed && failed.attempt() == attempt) {
            failure = failed.failure();
        } else if (report instanceof TaskSupervisorProtocol.Cleaned cleaned
                && cleaned.attempt() == attempt
                && coordinator != null) {
            coordinator.tell(new CoordinatorProtocol.Seal(attempt));
        }
        return this;
    }

    private Behavior<Command> onSignal(CoordinatorProtocol.Signal signal) {
        if (signal instanceof CoordinatorProtocol.Completed completed) {
            progress.completed(completed.checkpoint());
            decisions.onProgress();
            if (tasks != null) {
                tasks.tell(new TaskSupervisorProtocol.Progressed());
            }
        } else if (signal instanceof CoordinatorProtocol.Aborted aborted) {
            progress.aborted();
            getContext()
                    .getLog()
                    .warn(
                            "job {}: checkpoint {} aborted ({}): {}",
                            name,
                            aborted.checkpointId(),
                            aborted.reason(),
                            aborted.detail());
        } else if (signal instanceof CoordinatorProtocol.TooManyAborted tooMany && tooMany.attempt() == attempt) {
            failure = new Failure(
                    Optional.empty(), new IllegalStateException("too many checkpoints aborted: " + tooMany.detail()));
            stopTasks();
        } else if (signal instanceof CoordinatorProtocol.Stopped stopped) {
            return endAs(new JobEnd.Stopped(stopped.checkpointId()));
        } else if (signal instanceof CoordinatorProtocol.AllCommitted && tasks != null) {
            tasks.tell(new TaskSupervisorProtocol.Clean());
        } else if (signal instanceof CoordinatorProtocol.Finished finished) {
            return endAs(new JobEnd.Finished(finished.checkpointId()));
        }
        return this;
    }

    /** Ends the job once its tasks are gone, which they may be already. */
    private Behavior<Command> endAs(JobEnd how) {
        ending = how;
        timers.cancel(Due.RESTART);
        if (tasks == null) {
            return end();
        }
        stopTasks();
        return this;
    }

    private void stopTasks() {
        if (tasks != null) {
            getContext().stop(tasks);
        }
    }

    private Behavior<Command> onStop() {
        if (ending != null) {
            return this;
        }
        switch (phase) {
            case RUNNING -> {
                enter(Phase.STOPPING);
                known(coordinator).tell(new CoordinatorProtocol.Stop(attempt, false));
                timers.startSingleTimer(Due.STOP_TIMEOUT, setup.stopTimeout());
            }
            case RECOVERING, STARTING, BACKING_OFF -> {
                return giveUpStopping();
            }
            default -> {}
        }
        return this;
    }

    private Behavior<Command> onDrain() {
        if (ending == null && phase != Phase.RUNNING) {
            return onStop();
        }
        if (ending == null) {
            enter(Phase.STOPPING);
            known(coordinator).tell(new CoordinatorProtocol.Drain(attempt));
            timers.startSingleTimer(Due.STOP_TIMEOUT, setup.drainTimeout());
        }
        return this;
    }

    private Behavior<Command> onTakeSavepoint(TakeSavepoint take) {
        if (coordinator == null || ending != null) {
            take.result()
                    .completeExceptionally(new SavepointException("job '" + name + "' is " + phase
                            + ": a savepoint is taken of a running job; ask again once it runs"));
            return this;
        }
        takeSavepoint(take.folder(), OptionalLong.empty(), take.result());
        return this;
    }

    private boolean takeSavepoint(Path folder, OptionalLong stopAttempt, CompletableFuture<Savepoint> result) {
        return savepoints.take(
                folder,
                stopAttempt,
                known(coordinator),
                getContext().messageAdapter(SavepointTaking.Outcome.class, SavepointTaken::new),
                result);
    }

    private Behavior<Command> onStopWithSavepoint(StopWithSavepoint stop) {
        if (phase != Phase.RUNNING || ending != null) {
            stop.result()
                    .completeExceptionally(new SavepointException("job '" + name + "' is " + phase
                            + ": only a running job can be stopped with a savepoint; nothing was done"));
            return this;
        }
        if (!takeSavepoint(stop.folder(), OptionalLong.of(attempt), stop.result())) {
            return this;
        }
        enter(Phase.STOPPING);
        timers.startSingleTimer(Due.STOP_TIMEOUT, setup.savepoints().timeout());
        return this;
    }

    private Behavior<Command> onSavepointTaken(SavepointTaken taken) {
        savepoints.onOutcome(taken.outcome());
        return this;
    }

    private Behavior<Command> onStopTimeout() {
        if (phase == Phase.STOPPING && ending == null) {
            getContext()
                    .getLog()
                    .warn(
                            "job {}: no last checkpoint in time: stops at checkpoint {}, from which it will go on",
                            name,
                            progress.lastCheckpoint());
            return giveUpStopping();
        }
        return this;
    }

    /** Stops without a last checkpoint: the journal has the one before. */
    private Behavior<Command> giveUpStopping() {
        return endAs(new JobEnd.Stopped(progress.lastCheckpoint()));
    }

    private Behavior<Command> onChildFailed(ChildFailed failed) {
        if (isCoordinator(failed)) {
            coordinator = null;
            String line = "the journal of job '" + name + "' failed: " + rootOf(failed.getCause());
            return coordinatorLost(new Failure(Optional.empty(), new IllegalStateException(line, failed.getCause())));
        }
        if (savepoints.gone(failed.getRef())) {
            return savepointGone(Failure.of(failed.getCause()));
        }
        if (failure == null) {
            failure = new Failure(Optional.empty(), failed.getCause());
        }
        return tasksGone();
    }

    /** The handle hears of an end whatever happened: if the actor system went down, the job goes on when run again. */
    private Behavior<Command> onPostStop() {
        savepoints.giveUp();
        progress.ended(Phase.STOPPED, new JobEnd.Stopped(progress.lastCheckpoint()));
        return this;
    }

    private boolean isCoordinator(Terminated gone) {
        return coordinator != null && gone.getRef().path().equals(coordinator.path());
    }

    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        if (isCoordinator(terminated)) {
            coordinator = null;
            return coordinatorLost(new Failure(
                    Optional.empty(), new IllegalStateException("the coordinator of job '" + name + "' stopped")));
        }
        if (savepoints.gone(terminated.getRef())) {
            return savepointGone(null);
        }
        return tasksGone();
    }

    /** A savepoint is written or given up, or what started the job from one is gone. */
    private Behavior<Command> savepointGone(@Nullable Failure why) {
        if (ending != null) {
            return endWaits ? end() : this;
        }
        Failure lost = failure == null ? why : failure;
        if (lost != null && savepoints.mustStart() && !timers.isTimerActive(Due.RESTART)) {
            return afterFailure(lost);
        }
        return this;
    }

    /** Nothing can be completed without a journal: the tasks stop, and all begins anew. */
    private Behavior<Command> coordinatorLost(Failure why) {
        if (ending == null && savepoints.mustStart() && savepoints.stopStart()) {
            failure = why;
            return this;
        }
        if (tasks != null) {
            failure = failure == null ? why : failure;
            stopTasks();
            return this;
        }
        if (ending != null) {
            return end();
        }
        // While the job waits for its restart, that brings a new coordinator: one outage is one failure.
        return timers.isTimerActive(Due.RESTART) ? this : afterFailure(why);
    }

    private Behavior<Command> tasksGone() {
        tasks = null;
        Failure why = failure == null
                ? new Failure(Optional.empty(), new IllegalStateException("the tasks stopped by themselves"))
                : failure;
        if (coordinator != null) {
            coordinator.tell(new CoordinatorProtocol.EndGeneration(attempt, why.line()));
        }
        if (ending != null) {
            return end();
        }
        if (phase == Phase.STOPPING) {
            return giveUpStopping();
        }
        return afterFailure(why);
    }

    private Behavior<Command> afterFailure(Failure why) {
        failure = null;
        Optional<Duration> backoff = why.isPermanent()
                ? Optional.empty()
                : decisions.onFailure(setup.clock().nanos() / 1_000_000);
        if (backoff.isEmpty()) {
            return suspend(why);
        }
        progress.restarted(why.line());
        enter(Phase.BACKING_OFF);
        getContext().getLog().warn("job {}: {}; starts again in {}", name, why.line(), backoff.get(), why.cause());
        timers.startSingleTimer(Due.RESTART, backoff.get());
        return this;
    }

    private Behavior<Command> suspend(Failure why) {
        String positions = metrics.sourcePositions();
        String cause = why.line()
                + (positions.isEmpty() ? "" : " (sources had read: " + positions + ")")
                + "; run again, the job goes on from "
                + (progress.lastCheckpoint() == 0 ? "its beginning" : "checkpoint " + progress.lastCheckpoint());
        getContext().getLog().error("job {} is suspended: {}", name, cause, why.cause());
        ending = new JobEnd.Suspended(why.operator(), cause, why.cause());
        if (coordinator == null) {
            return end();
        }
        coordinator.tell(new CoordinatorProtocol.Suspend(
                why.operator().orElse(""),
                why.line(),
                getContext().messageAdapter(CoordinatorProtocol.Suspended.class, reply -> new Suspended())));
        return this;
    }

    /** The end is told once the coordinator is gone too: a job that is run again must find no second writer. */
    private Behavior<Command> end() {
        endWaits = savepoints.stopStart() || savepoints.finishBeforeTheEnd();
        if (endWaits) {
            return this;
        }
        if (coordinator != null) {
            getContext().stop(coordinator);
            return this;
        }
        JobEnd how = known(ending);
        Phase last = Phase.FINISHED;
        if (how instanceof JobEnd.Stopped) {
            last = Phase.STOPPED;
        } else if (how instanceof JobEnd.Suspended) {
            last = Phase.SUSPENDED;
        }
        enter(last);
        progress.ended(last, how);
        return Behaviors.stopped();
    }
}
