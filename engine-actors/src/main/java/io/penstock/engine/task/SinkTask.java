package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.connector.Committer;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.Environment;
import io.penstock.connector.PermanentFailureException;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkWriter;
import io.penstock.engine.checkpoint.CommitPermit;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.gate.InputGate;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.graph.OperatorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a sink and commits. Writing, preparing at a barrier and committing are calls that may block; while a write
 * or a preparation runs, nothing more is taken from the input gate, so credit holds back what is upstream. What is
 * prepared and not known to be committed is in every snapshot.
 *
 * <p>Any exception ends the actor; its subtree starts again in a new generation.
 */
public final class SinkTask extends RestoredTask {
    private static final int GREATEST_BACKOFF_FACTOR = 50;

    private final TimerScheduler<Command> timers;
    private final Sink<Object, Object> sink;
    private final Codec<Object> committableCodec;
    private final SinkContext sinkContext;
    private final OperatorCounters counters;
    private final ConnectorMetrics.Counter failures;
    private final ConnectorMetrics.Timer commits;
    private final ConnectorMetrics.Counter commitRetries;
    private final Blocking writing;
    private final Blocking committing;
    private final Inputs inputs;
    /** The permit that came with the restored checkpoint, unless that is known to be committed. */
    private final @Nullable CommitPermit restored;

    private final PreparedEpochs prepared = new PreparedEpochs();
    private @Nullable SinkWriter<Object, Object> writer;
    private @Nullable Committer<Object> committer;

    /** A write or a preparation runs. */
    private boolean busy;
    /** What stands behind the batches that are being written. */
    private @Nullable Element next;

    private @Nullable CommitPermit permit;
    private boolean commitRuns;
    private int commitAttempt;

    private record Opened(
            @Nullable SinkWriter<Object, Object> writer,
            @Nullable Committer<Object> committer,
            @Nullable Throwable failure)
            implements TaskProtocol.Internal {}

    private record Written(List<Integer> channels, @Nullable Throwable failure) implements TaskProtocol.Internal {}

    private record Prepared(
            long checkpointId,
            InFlight inFlight,
            @Nullable List<Object> committables,
            @Nullable Throwable failure) implements TaskProtocol.Internal {}

    private record CommitEnded(long checkpointId, @Nullable Throwable failure) implements TaskProtocol.Internal {}

    private record FinishEnded(
            TaskProtocol.Finish finish, @Nullable Throwable failure) implements TaskProtocol.Internal {}

    /** Try the commit again. */
    private enum CommitDue implements TaskProtocol.Internal {
        NOW
    }

    private SinkTask(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TaskSetup setup,
            @Nullable CommitPermit restored) {
        super(context, setup);
        this.timers = timers;
        this.restored = restored;
        this.sink = ((OperatorSpec.SinkSpec) setup.head().spec()).sink();
        this.committableCodec = sink.committableCodec();
        this.counters = setup.counters().apply(setup.head());
        ConnectorMetrics metrics = counters.connector();
        metrics.forgetGauges();
        this.failures = metrics.counter("failures");
        this.commits = metrics.timer("commits");
        this.commitRetries = metrics.counter("commitRetries");
        this.sinkContext = new SinkContext(
                setup.jobName(),
                setup.jobId(),
                setup.head().name(),
                setup.id().index(),
                setup.head().parallelism(),
                setup.generation(),
                setup.lastCheckpoint(),
                new Environment(setup.clock(), metrics));
        var executor = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(setup.settings().blockingDispatcher()));
        this.writing = new Blocking(executor);
        this.committing = new Blocking(executor);
        this.inputs = new Inputs(setup.settings().credit(), setup.generation());
        beginRestore();
    }

    /**
     * A task that commits what its restored snapshot holds, removes what earlier generations left, says that it is ready
     * and waits for records.
     *
     * @param restored the permit for the restored checkpoint, or null if none is restored, or all of it is known to be
     *     committed
     */
    public static Behavior<Command> create(TaskSetup setup, @Nullable CommitPermit restored) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SinkTask(context, timers, setup, restored)));
    }

    @Override
    public Receive<Command> createReceive() {
        return withSnapshots(newReceiveBuilder()
                        .onMessage(TaskProtocol.Deliver.class, this::onDeliver)
                        .onMessage(Written.class, this::onWritten)
                        .onMessage(Prepared.class, this::onPrepared)
                        .onMessage(TaskProtocol.Commit.class, this::onCommit)
                        .onMessage(CommitEnded.class, this::onCommitEnded)
                        .onMessageEquals(CommitDue.NOW, this::onCommitDue)
                        .onMessage(TaskProtocol.Abort.class, this::onAbort)
                        .onMessage(TaskProtocol.Connect.class, this::onConnect)
                        .onMessage(TaskProtocol.Start.class, start -> onStart())
                        .onMessage(TaskProtocol.Unalign.class, this::onUnalign)
                        .onMessage(TaskProtocol.Finish.class, this::onFinish)
                        .onMessage(FinishEnded.class, this::onFinishEnded)
                        .onMessage(Opened.class, this::onOpened))
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    @Override
    void onRestored(TaskRestore restoredState) {
        boolean same = setup.sameParallelism();
        prepared.restore(
                committableCodec,
                restoredState.items(),
                same ? 0 : setup.id().index(),
                same ? 1 : setup.head().parallelism());
        long watermark = restoredState.watermark();
        inputs.open(setup, watermark);
        inputs.gate().restore(restoredState.inFlight(inFlightCodec()));
        counters.watermark(watermark);
        pipe(
                committing,
                () -> open(prepared.all()),
                (opened, failure) -> failure == null && opened != null ? opened : new Opened(null, null, failure));
    }

    /** Commits what is not known to be committed, removes leftovers, opens the writer. Runs where calls may block. */
    private Opened open(List<Object> committables) throws Exception {
        Committer<Object> openCommitter = sink.committer(sinkContext);
        if (restored != null && !committables.isEmpty()) {
            commit(openCommitter, committables);
        }
        sink.recover(sinkContext, committables);
        return new Opened(sink.open(sinkContext), openCommitter, null);
    }

    /** Runs where calls may block. */
    private void commit(Committer<Object> open, List<Object> committables) throws Exception {
        long began = setup.clock().nanos();
        open.commit(committables);
        commits.took(setup.clock().nanos() - began);
    }

    private Behavior<Command> onOpened(Opened opened) {
        if (opened.failure() != null) {
            throw failure("cannot be opened", opened.failure());
        }
        writer = opened.writer();
        committer = opened.committer();
        prepared.committed(Long.MAX_VALUE);
        ready();
        return this;
    }

    /** For a call of the sink that has failed; counts it. */
    private OperatorFailure failure(String what, Throwable failure) {
        failures.add(1);
        Throwable cause = Blocking.cause(failure);
        return new OperatorFailure(
                setup.head().name(),
                "sink '" + setup.head().name() + "' (" + sink.describe() + ") " + what + ": " + cause.getMessage(),
                cause);
    }

    private SinkWriter<Object, Object> writer() {
        SinkWriter<Object, Object> open = writer;
        if (open == null) {
            throw new IllegalStateException("the writer of task " + setup.id() + " is not open");
        }
        return open;
    }

    private Behavior<Command> onConnect(TaskProtocol.Connect connect) {
        inputs.connect(connect.upstream());
        return this;
    }

    /** Restored records may be at hand. */
    private Behavior<Command> onStart() {
        proceed();
        return this;
    }

    private Behavior<Command> onUnalign(TaskProtocol.Unalign unalign) {
        inputs.gate().urge(unalign.checkpointId());
        proceed();
        return this;
    }

    private Behavior<Command> onDeliver(TaskProtocol.Deliver deliver) {
        inputs.gate().offer(deliver.delivery());
        proceed();
        return this;
    }

    /** Writes what is at hand, in one call, up to the next element that is no batch; then handles that. */
    private void proceed() {
        while (!busy && !waitsForCommit()) {
            Element control = next;
            next = null;
            if (control != null) {
                handle(control);
            } else if (!cut() && !writeSome()) {
                return;
            }
        }
    }

    /**
     * Too much waits for a target that is slow or away. Without a permit nothing is waited for: what an aborted checkpoint
     * has left becomes free with the next one, whose barrier is still to be taken.
     */
    private boolean waitsForCommit() {
        return permit != null && prepared.bytes() > setup.settings().uncommittedBytes();
    }

    /** Ends the epoch without waiting for what stands before the barriers: that belongs to the next one. */
    private boolean cut() {
        InputGate gate = inputs.gate();
        if (gate.dueCut() == 0) {
            return false;
        }
        InFlight recorded = record(gate.beforeCut(), 0);
        if (recorded == null) {
            gate.refuseCut();
            return false;
        }
        Element.Barrier barrier = gate.cut();
        prepare(barrier.checkpointId(), recorded.and(barrier.overtaken()));
        return true;
    }

    private void prepare(long checkpointId, InFlight inFlight) {
        busy = true;
        pipe(
                writing,
                () -> writer().prepare(checkpointId),
                (committables, failure) -> new Prepared(checkpointId, inFlight, committables, failure));
    }

    private boolean writeSome() {
        List<Batch> batches = new ArrayList<>();
        List<Integer> channels = new ArrayList<>();
        while (batches.size() < setup.settings().writeBatches()) {
            Element element = inputs.gate().poll();
            if (element == null) {
                break;
            }
            if (!(element instanceof Batch batch)) {
                next = element;
                break;
            }
            batches.add(batch);
            channels.add(inputs.gate().batchChannel());
        }
        if (batches.isEmpty()) {
            return next != null;
        }
        if (sink.traits().blocking()) {
            busy = true;
            pipe(writing, () -> write(batches), (done, failure) -> new Written(channels, failure));
        } else {
            try {
                write(batches);
            } catch (Exception e) {
                throw failure("failed to write", e);
            }
            channels.forEach(inputs::handled);
        }
        return true;
    }

    private int write(List<Batch> batches) throws Exception {
        SinkWriter<Object, Object> open = writer();
        int records = 0;
        for (Batch batch : batches) {
            open.write(batch);
            records += batch.size();
        }
        counters.in(records);
        counters.out(records);
        return records;
    }

    private Behavior<Command> onWritten(Written written) {
        busy = false;
        if (written.failure() != null) {
            throw failure("failed to write", written.failure());
        }
        written.channels().forEach(inputs::handled);
        proceed();
        return this;
    }

    private void handle(Element control) {
        if (control instanceof Element.Watermark watermark) {
            counters.watermark(watermark.timeMillis());
        } else if (control instanceof Element.Barrier barrier) {
            prepare(barrier.checkpointId(), barrier.overtaken());
        } else if (control instanceof Element.EndOfInput) {
            setup.coordinator().tell(new CoordinatorProtocol.TaskEnded(setup.generation(), setup.id()));
        }
    }

    private Behavior<Command> onPrepared(Prepared ready) {
        busy = false;
        if (ready.failure() != null || ready.committables() == null) {
            throw failure(
                    "failed to prepare checkpoint " + ready.checkpointId(),
                    ready.failure() == null ? new NullPointerException("no committables") : ready.failure());
        }
        prepared.add(ready.checkpointId(), ready.committables());
        snapshots()
                .begin(
                        ready.checkpointId(),
                        inputs.gate().watermark(),
                        prepared.toStore(ready.checkpointId(), committableCodec),
                        ready.inFlight());
        proceed();
        return this;
    }

    private Behavior<Command> onCommit(TaskProtocol.Commit commit) {
        permit = commit.permit();
        // A commit that failed waits for its next attempt, which takes this permit: a new one is no reason to hurry.
        return commitAttempt == 0 ? onCommitDue() : this;
    }

    private Behavior<Command> onCommitDue() {
        CommitPermit current = permit;
        if (commitRuns || current == null) {
            return this;
        }
        long id = current.checkpointId();
        List<Object> committables = prepared.upTo(id);
        if (committables.isEmpty()) {
            return committed(id);
        }
        commitRuns = true;
        pipe(
                committing,
                () -> {
                    Committer<Object> open = committer;
                    if (open == null) {
                        throw new IllegalStateException("the committer of task " + setup.id() + " is not open");
                    }
                    commit(open, committables);
                    return id;
                },
                (done, failure) -> new CommitEnded(id, failure));
        return this;
    }

    private Behavior<Command> onCommitEnded(CommitEnded ended) {
        commitRuns = false;
        if (ended.failure() == null) {
            committed(ended.checkpointId());
            return onCommitDue();
        }
        commitAttempt++;
        OperatorFailure failure = failure("failed to commit checkpoint " + ended.checkpointId(), ended.failure());
        if (commitAttempt >= setup.settings().commitAttempts() || PermanentFailureException.isIn(failure)) {
            throw failure;
        }
        long backoff = setup.settings().commitBackoff().toMillis();
        long wait = Math.min(backoff << Math.min(commitAttempt - 1, 20), backoff * GREATEST_BACKOFF_FACTOR);
        getContext().getLog().warn("{}; attempt {} follows in {} ms", failure.getMessage(), commitAttempt + 1, wait);
        commitRetries.add(1);
        timers.startSingleTimer(CommitDue.NOW, CommitDue.NOW, Duration.ofMillis(wait));
        return this;
    }

    private Behavior<Command> committed(long checkpointId) {
        prepared.committed(checkpointId);
        commitAttempt = 0;
        if (permit != null && permit.checkpointId() <= checkpointId) {
            permit = null;
        }
        setup.coordinator().tell(new CoordinatorProtocol.Committed(setup.generation(), setup.id(), checkpointId));
        proceed();
        return this;
    }

    private Behavior<Command> onFinish(TaskProtocol.Finish finish) {
        pipe(
                committing,
                () -> {
                    sink.finish(sinkContext);
                    return finish;
                },
                (done, failure) -> new FinishEnded(finish, failure));
        return this;
    }

    private Behavior<Command> onFinishEnded(FinishEnded ended) {
        if (ended.failure() != null) {
            // All is committed; what could not be removed is named, and the job is finished all the same.
            getContext()
                    .getLog()
                    .warn(failure("could not remove what it kept for recovery", ended.failure())
                            .getMessage());
        }
        ended.finish().replyTo().tell(new TaskProtocol.Finished(setup.id()));
        return this;
    }

    private Behavior<Command> onAbort(TaskProtocol.Abort abort) {
        inputs.gate().abort(abort.checkpointId());
        proceed();
        return this;
    }

    private <R> void pipe(Blocking calls, Callable<R> call, BiFunction<R, Throwable, Command> then) {
        boolean inline = !sink.traits().blocking() && calls == writing;
        if (inline) {
            getContext().pipeToSelf(inline(call), then::apply);
        } else {
            getContext().pipeToSelf(calls.run(call), then::apply);
        }
    }

    private static <R> CompletableFuture<R> inline(Callable<R> call) {
        try {
            return CompletableFuture.completedFuture(call.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Behavior<Command> onPostStop() {
        if (writer != null) {
            writing.close(writer, "the writer of " + setup.id(), getContext().getLog());
        }
        if (committer != null) {
            committing.close(
                    committer, "the committer of " + setup.id(), getContext().getLog());
        }
        return this;
    }
}
