package io.penstock.engine.job;

import io.penstock.api.Savepoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.GraphRecord;
import io.penstock.engine.savepoint.SavepointException;
import io.penstock.engine.savepoint.SavepointStart;
import io.penstock.engine.savepoint.SavepointTaking;
import io.penstock.graph.Operator;
import io.penstock.graph.OperatorSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The savepoints of a job that are under way: at most one that the job starts from, and some that are taken. Each is an
 * actor, a child of the job's supervisor, which owns this and tells it who is gone.
 */
final class JobSavepoints {
    private final ActorContext<JobSupervisor.Command> context;
    private final JobSetup setup;
    private final Map<ActorRef<SavepointTaking.Command>, CompletableFuture<Savepoint>> takings = new HashMap<>();
    /** What starts the job; more than one only while the former one is stopping. */
    private final Set<ActorRef<SavepointStart.Command>> starts = new HashSet<>();

    private boolean started;

    JobSavepoints(ActorContext<JobSupervisor.Command> context, JobSetup setup) {
        this.context = context;
        this.setup = setup;
        this.started = setup.options().savepoint().isEmpty();
    }

    /** True if the job is to start from a savepoint and has not done so yet. */
    boolean mustStart() {
        return !started;
    }

    /** Begins to start the job from its savepoint. */
    void start(ActorRef<CoordinatorProtocol.Command> coordinator, ActorRef<SavepointStart.Outcome> replyTo) {
        Path folder = setup.options().savepoint().orElseThrow();
        ActorRef<SavepointStart.Command> ref = context.spawnAnonymous(SavepointStart.create(new SavepointStart.Setup(
                setup.graph().jobName(),
                GraphRecord.of(setup.graph(), setup.keyGroups()),
                !notReplayable().isEmpty(),
                new SavepointStart.Options(
                        folder, setup.options().rewindAllowed(), setup.options().mayDrop()),
                setup.checkpoints(),
                setup.tasks().blockingDispatcher(),
                setup.clock(),
                coordinator,
                replyTo)));
        context.watch(ref);
        starts.add(ref);
    }

    /** The job has started from its savepoint. */
    void started() {
        started = true;
    }

    /** Stops what starts the job, if it is under way. True if there was one: its end is told by {@link #gone}. */
    boolean stopStart() {
        starts.forEach(context::stop);
        return !starts.isEmpty();
    }

    /**
     * Begins to take a savepoint. False if it is refused, which the result is told.
     *
     * @param stopAttempt if there, of the last checkpoint of the job, which is told to stop in this attempt
     * @param result told how it went
     */
    boolean take(
            Path folder,
            OptionalLong stopAttempt,
            ActorRef<CoordinatorProtocol.Command> coordinator,
            ActorRef<SavepointTaking.Outcome> replyTo,
            CompletableFuture<Savepoint> result) {
        int limit = setup.savepoints().concurrent();
        if (takings.size() >= limit) {
            result.completeExceptionally(new SavepointException(limit + " savepoints of job '"
                    + setup.graph().jobName()
                    + "' are under way, which is the limit (penstock.savepoint.concurrent): ask again later"));
            return false;
        }
        List<String> notReplayable = notReplayable();
        if (stopAttempt.isEmpty() && !notReplayable.isEmpty()) {
            result.completeExceptionally(new SavepointException("source '" + notReplayable.get(0)
                    + "' cannot be rewound: what it gave and is not processed yet is in the ingress journal of this"
                    + " directory, which no savepoint takes along. Stop the job with a savepoint ('stop --to', or"
                    + " stopWithSavepoint), behind which nothing is left there, and go on from it; or drain the job"));
            return false;
        }
        Optional<CoordinatorProtocol.Stop> stop = stopAttempt.isEmpty()
                ? Optional.empty()
                : Optional.of(new CoordinatorProtocol.Stop(stopAttempt.getAsLong(), !notReplayable.isEmpty()));
        ActorRef<SavepointTaking.Command> taking =
                context.spawnAnonymous(SavepointTaking.create(new SavepointTaking.Setup(
                        setup.graph().jobName(),
                        folder,
                        notReplayable,
                        stop,
                        setup.checkpoints(),
                        setup.savepoints(),
                        setup.tasks().blockingDispatcher(),
                        setup.clock(),
                        coordinator,
                        replyTo)));
        context.watch(taking);
        takings.put(taking, result);
        return true;
    }

    /** The sources that cannot be rewound. */
    private List<String> notReplayable() {
        return setup.graph().operators().stream()
                .filter(operator -> operator.spec() instanceof OperatorSpec.SourceSpec source
                        && !source.source().traits().replayable())
                .map(Operator::name)
                .toList();
    }

    void onOutcome(SavepointTaking.Outcome outcome) {
        CompletableFuture<Savepoint> result = takings.get(outcome.taking());
        if (result == null) {
            return;
        }
        if (outcome.savepoint() != null) {
            result.complete(outcome.savepoint());
        } else if (outcome.failure() != null) {
            result.completeExceptionally(outcome.failure());
        }
    }

    /** An actor is gone. True if it was one of these. */
    boolean gone(ActorRef<?> ref) {
        if (starts.removeIf(start -> start.path().equals(ref.path()))) {
            return true;
        }
        for (ActorRef<SavepointTaking.Command> taking : List.copyOf(takings.keySet())) {
            if (taking.path().equals(ref.path())) {
                CompletableFuture<Savepoint> result = takings.remove(taking);
                if (result != null) {
                    // Of no effect if it told how it went, as it does before it stops by itself.
                    result.completeExceptionally(new SavepointException(
                            "the savepoint was given up by a failure of the engine: the log has the cause"));
                }
                return true;
            }
        }
        return false;
    }

    /**
     * The job ends: savepoints that wait for a checkpoint are given up, those that have one are written to their end.
     * True if some are; {@link #gone} tells when they are done.
     */
    boolean finishBeforeTheEnd() {
        takings.keySet().forEach(taking -> taking.tell(new SavepointTaking.JobEnds()));
        return !takings.isEmpty();
    }

    /** The supervisor stops, whatever is under way. */
    void giveUp() {
        takings.values()
                .forEach(result -> result.completeExceptionally(new SavepointException(
                        "the actor system went down before the savepoint was written: run the job"
                                + " again and ask again")));
    }
}
