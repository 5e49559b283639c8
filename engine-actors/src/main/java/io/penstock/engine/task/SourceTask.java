package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.Environment;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.connector.SplitDiscovery;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.task.SourceSplits.Active;
import io.penstock.engine.task.SourceSplits.Fetch;
import io.penstock.engine.task.SourceSplits.Fetched;
import io.penstock.function.ProcessContext;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of a source, several in turn, as long as its output has credit. Where the source may block, one fetch
 * runs ahead on a dispatcher for that; its position counts only once its records are sent. Injects barriers.
 *
 * <p>Any exception ends the actor; its subtree starts again in a new generation.
 */
public final class SourceTask extends SendingTask {
    private final TimerScheduler<Command> timers;
    private final Source<Object, Object> source;
    private final Blocking blocking;
    private final SharedReader reader;
    private final SplitShares shares;
    private final List<Object> freshSplits;
    private final SourceSplits splits;
    private final ConnectorMetrics.Counter failures;
    private final ConnectorMetrics.Counter deadLetters;
    /** Null if the source can be rewound. */
    private final @Nullable Ingress ingress;

    private final SourceCheckpoints checkpoints;
    /** A wake-up is in the mailbox. */
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Read, not yet all sent: one that is being sent and one ahead. */
    private final ArrayDeque<Fetch> fetches = new ArrayDeque<>();

    private boolean fetching;
    private boolean wokenWhileFetching;
    private boolean reading;
    private boolean polled;
    private boolean ended;
    /** Asked to end before its input does; the last snapshot says so by its watermark. */
    private boolean drained;
    /** Asked to read no more, before the job stops. */
    private boolean emptying;
    /** The coordinator waits to hear that all is sent that was read. */
    private boolean owesEmptied;

    private boolean idle;
    /** The source gives less than the task can take, so what is collected is flushed; else it goes in full batches. */
    private boolean runsDry;

    /** Read more. */
    private enum Poll implements TaskProtocol.Internal {
        DUE,
        /** A split that had nothing has something now. */
        WOKEN
    }

    /** A fetch has ended, one way or the other. */
    private record FetchEnded(
            @Nullable Fetch fetch, @Nullable Throwable failure) implements TaskProtocol.Internal {}

    private SourceTask(
            ActorContext<Command> context, TimerScheduler<Command> timers, TaskSetup setup, List<Object> freshSplits) {
        super(context, setup, setup.steps(), setup.counters().apply(setup.head()), 0);
        this.timers = timers;
        this.freshSplits = freshSplits;
        this.source = ((OperatorSpec.SourceSpec) setup.head().spec()).source();
        this.blocking = new Blocking(context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(setup.settings().blockingDispatcher())));
        ConnectorMetrics metrics = traffic.connector();
        metrics.forgetGauges();
        this.failures = metrics.counter("failures");
        this.deadLetters = metrics.counter("deadLetters");
        this.reader = new SharedReader(
                source,
                new ReadSettings(
                        setup.jobName(),
                        setup.head().name(),
                        setup.id().index(),
                        wakeUp(context.getSelf(), woken),
                        new Environment(setup.clock(), metrics)));
        this.shares = new SplitShares(source, setup.id().index(), setup.head().parallelism());
        this.splits = new SourceSplits(splitsEnd(source) ? setup.settings().openSplits() : Integer.MAX_VALUE);
        this.ingress = source.traits().replayable() ? null : new Ingress(setup, context, recordCodec(source));
        this.checkpoints = new SourceCheckpoints(setup, source.splitCodec(), shares, splits, ingress, steps);
        beginRestore();
    }

    private static boolean splitsEnd(Source<Object, Object> source) {
        return source.traits().bounded()
                || source.discovery().map(SplitDiscovery::splitsEnd).orElse(false);
    }

    private static Codec<Object> recordCodec(Source<Object, Object> source) {
        return source.recordCodec()
                .orElseThrow(() -> new IllegalArgumentException(
                        source.describe() + " can neither be rewound nor says how its records are journaled"));
    }

    private static Runnable wakeUp(ActorRef<Command> self, AtomicBoolean woken) {
        return () -> {
            if (woken.compareAndSet(false, true)) {
                self.tell(Poll.WOKEN);
            }
        };
    }

    /**
     * A task that restores its positions, says that it is ready and waits for {@link TaskProtocol.Start}.
     *
     * @param freshSplits all splits of the source, of use if no checkpoint is restored
     */
    public static Behavior<Command> create(TaskSetup setup, List<Object> freshSplits) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SourceTask(context, timers, setup, freshSplits)));
    }

    @Override
    public Receive<Command> createReceive() {
        return withOutput(newReceiveBuilder()
                        .onMessageEquals(Poll.DUE, this::onPoll)
                        .onMessageEquals(Poll.WOKEN, this::onWoken)
                        .onMessage(FetchEnded.class, this::onFetchEnded)
                        .onMessage(TaskProtocol.Trigger.class, this::onTrigger)
                        .onMessage(TaskProtocol.Abort.class, this::onAbort)
                        .onMessage(TaskProtocol.Drain.class, drain -> onDrain())
                        .onMessage(TaskProtocol.Empty.class, empty -> onEmpty())
                        .onMessage(TaskProtocol.SplitsListed.class, this::onSplitsListed)
                        .onMessage(Ingress.Written.class, this::onWritten)
                        .onMessage(Ingress.Read.class, this::onRead)
                        .onMessage(Ingress.Failed.class, failed -> {
                            throw ingress().failed(failed.cause());
                        })
                        .onMessage(TaskProtocol.Connect.class, this::onConnect)
                        .onMessage(TaskProtocol.Start.class, this::onStart))
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    @Override
    void onRestored(TaskRestore restoredState) {
        checkpoints.restore(restoredState.headers(), freshSplits);
        drained = restoredState.isFinal();
        ready();
    }

    private Ingress ingress() {
        Ingress known = ingress;
        if (known == null) {
            throw new IllegalStateException("task " + setup.id() + " has no ingress journal");
        }
        return known;
    }

    private Behavior<Command> onSplitsListed(TaskProtocol.SplitsListed listing) {
        List<Active> added = splits.list(listing.splits(), shares, setup.clock().nanos());
        for (Active split : added) {
            checkpoints.register(split, Element.NO_WATERMARK);
            getContext().getLog().info("task {} reads a new split: {}", setup.id(), split.sent);
        }
        if (!added.isEmpty()) {
            wakeReader();
            stopWaiting();
        }
        return this;
    }

    private Behavior<Command> onConnect(TaskProtocol.Connect connect) {
        connectOutput(connect);
        return this;
    }

    private Behavior<Command> onStart(TaskProtocol.Start start) {
        reading = true;
        output.refreshWatermark();
        proceed();
        return this;
    }

    private Behavior<Command> onPoll() {
        polled = false;
        proceed();
        return this;
    }

    private Behavior<Command> onWoken() {
        woken.set(false);
        // A fetch that runs may have looked before there was something.
        wokenWhileFetching = fetching;
        splits.wake();
        stopWaiting();
        return this;
    }

    /** Asks the splits at once, if the task waits before it asks them again. */
    private void stopWaiting() {
        if (timers.isTimerActive(Poll.DUE)) {
            timers.cancel(Poll.DUE);
            polled = false;
        }
        proceed();
    }

    /** Sends what is read while there is credit, and reads more. */
    @Override
    void proceed() {
        if (!reading) {
            return;
        }
        try {
            send();
            if (!ended) {
                readMore();
            }
        } catch (Exception e) {
            throw OperatorFailure.of(setup.head().name(), e);
        }
        tellIfEmpty();
        traffic.backpressured(output.isBlocked());
        watchRetention();
        if (runsDry) {
            flusher.arm();
        }
    }

    private void send() {
        while (!output.isBlocked()) {
            Fetch current = fetches.peek();
            if (current == null) {
                // Where reading runs ahead, nothing read means that the source is the slower one.
                runsDry |= source.traits().blocking();
                return;
            }
            Fetched next = current.batches().poll();
            if (next == null) {
                fetches.remove();
                if (current.status() == ReadStatus.FINISHED) {
                    ended(current.split());
                }
            } else {
                send(current.split(), next);
            }
        }
    }

    private void send(Active split, Fetched next) {
        split.sent = next.split();
        traffic.position(split.sent);
        traffic.skipped(next.skipped());
        if (next.progress() >= 0) {
            traffic.progress(splits.progress(next.progress()));
        }
        deadLetters.add(next.letters().size());
        for (DeadLetter letter : next.letters()) {
            output.side(DeadLetter.TAG, letter, ProcessContext.NO_TIMESTAMP);
        }
        if (!next.batch().isEmpty()) {
            idle = false;
            runsDry = !next.batch().isFull();
            split.lastRecordNanos = setup.clock().nanos();
            traffic.in(next.batch().size());
            steps.select(split.index);
            output.emit(next.batch());
        }
    }

    /** All of a split, or of a lane, is sent. */
    private void ended(Active split) {
        split.finished = true;
        steps.end(split.index);
        output.refreshWatermark();
        if (ingress == null) {
            finished(split);
        }
    }

    private void finished(Active split) {
        split.finished = true;
        blocking.close(split::close, "split " + split.sent, getContext().getLog());
        traffic.progress(splits.progress(0));
    }

    private void take(Fetch next) {
        splits.hadTurn(next.split(), next.status());
        if (ingress == null) {
            fetches.add(next);
        } else {
            ingress.write(next);
            ingress.takeEmpty().forEach(this::journaled);
        }
    }

    private Behavior<Command> onWritten(Ingress.Written written) {
        Fetch fetch = ingress().onWritten();
        Fetch sent = ingress().toSend(fetch, written.sequence());
        journaled(fetch);
        fetches.add(sent);
        ingress().takeEmpty().forEach(this::journaled);
        proceed();
        return this;
    }

    /** What was read is safe: it may be acknowledged upstream. */
    private void journaled(Fetch fetch) {
        Active split = fetch.split();
        Object position = fetch.position();
        split.sent = position;
        blocking.attempt(
                () -> split.journaled(position),
                "acknowledging " + position + " to " + source.describe(),
                getContext().getLog());
        if (fetch.status() == ReadStatus.FINISHED) {
            finished(split);
        }
    }

    private Behavior<Command> onRead(Ingress.Read read) {
        fetches.addAll(ingress().onRead(read));
        proceed();
        return this;
    }

    /** No more is read; what is read already is sent, as it may be acknowledged upstream. */
    private Behavior<Command> onDrain() {
        drained = true;
        wakeReader();
        stopWaiting();
        return this;
    }

    /** No more is read; the last checkpoint begins once nothing is left behind its positions. */
    private Behavior<Command> onEmpty() {
        emptying = true;
        owesEmptied = true;
        wakeReader();
        stopWaiting();
        // Also if it does not read any more, as its input is at its end or a barrier has stopped it.
        tellIfEmpty();
        return this;
    }

    private void tellIfEmpty() {
        if (owesEmptied && isEmpty()) {
            owesEmptied = false;
            setup.coordinator().tell(new CoordinatorProtocol.Emptied(setup.generation(), setup.id()));
        }
    }

    /** True if all that was read, by this generation and by those before, is sent. */
    private boolean isEmpty() {
        return !fetching && fetches.isEmpty() && (ingress == null || (ingress.isReplayed() && ingress.isDry()));
    }

    private void readMore() throws Exception {
        if (fetching || polled || fetches.size() > 1) {
            return;
        }
        if (ingress != null && !ingress.isReplayed()) {
            if (fetches.isEmpty()) {
                ingress.readBack();
            }
            return;
        }
        if (drained && isEmpty()) {
            end();
        }
        if (drained || emptying) {
            return;
        }
        if (ingress != null && ingress.isFull()) {
            return;
        }
        Active next = splits.next();
        if (next == null) {
            if (!fetches.isEmpty() || (ingress != null && !ingress.isDry())) {
                return;
            }
            if (shares.discovers()) {
                becomeIdle();
            } else {
                end();
            }
            return;
        }
        if (splits.takeAllIdle()) {
            checkIdle();
            polled = true;
            runsDry = true;
            timers.startSingleTimer(Poll.DUE, Poll.DUE, setup.settings().idlePollInterval());
            return;
        }
        fetchFrom(next);
    }

    private void fetchFrom(Active split) throws Exception {
        int batchSize = setup.settings().batchSize();
        if (source.traits().blocking()) {
            fetching = true;
            int batches = setup.settings().fetchBatches();
            getContext().pipeToSelf(blocking.run(() -> split.fetch(reader, batches, batchSize)), FetchEnded::new);
        } else {
            take(fetchHere(split, batchSize));
            send();
            // A message to itself, so that credit and barriers get their turn.
            polled = true;
            getContext().getSelf().tell(Poll.DUE);
        }
    }

    /** What comes next does not wait for records. */
    private void wakeReader() {
        if (fetching) {
            reader.wakeUp();
        }
    }

    private Fetch fetchHere(Active split, int batchSize) throws Exception {
        try {
            return split.fetch(reader, 1, batchSize);
        } catch (Exception e) {
            failures.add(1);
            throw e;
        }
    }

    private Behavior<Command> onFetchEnded(FetchEnded fetchEnded) {
        fetching = false;
        Throwable failure = fetchEnded.failure();
        if (failure != null) {
            failures.add(1);
            Throwable cause = Blocking.cause(failure);
            throw new OperatorFailure(
                    setup.head().name(),
                    "source '" + setup.head().name() + "' (" + source.describe() + ") failed: " + cause.getMessage(),
                    cause);
        }
        if (fetchEnded.fetch() != null) {
            take(fetchEnded.fetch());
        }
        if (wokenWhileFetching) {
            wokenWhileFetching = false;
            splits.wake();
        }
        proceed();
        return this;
    }

    /** Splits that have had no record for long hold back no watermark. */
    private void checkIdle() {
        long idleAfter = steps.idleAfterMillis();
        if (idleAfter == 0) {
            return;
        }
        long now = setup.clock().nanos();
        for (Active split : ingress == null ? splits.all() : ingress.lanes()) {
            if (!split.finished && now - split.lastRecordNanos >= idleAfter * 1_000_000) {
                steps.idle(split.index);
            }
        }
        if (!steps.allIdle()) {
            output.refreshWatermark();
        } else {
            becomeIdle();
        }
    }

    private void becomeIdle() {
        if (!idle) {
            idle = true;
            output.control(new Element.Idle());
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (!drained) {
            traffic.progress(1);
        }
        output.watermark(Element.FINAL_WATERMARK);
        output.control(new Element.EndOfInput());
        setup.coordinator().tell(new CoordinatorProtocol.TaskEnded(setup.generation(), setup.id()));
    }

    private Behavior<Command> onTrigger(TaskProtocol.Trigger trigger) {
        byte[] positions = checkpoints.cut(trigger.checkpointId());
        forward(trigger.checkpointId());
        snapshots()
                .begin(
                        trigger.checkpointId(),
                        drained ? Element.FINAL_WATERMARK : Element.NO_WATERMARK,
                        TaskSnapshots.Beside.of(positions),
                        InFlight.NONE);
        if (trigger.stop()) {
            reading = false;
        }
        return this;
    }

    private Behavior<Command> onAbort(TaskProtocol.Abort abort) {
        checkpoints.abort(abort.checkpointId());
        return this;
    }

    @Override
    void onCompleted(long checkpointId) {
        List<Object> behind = checkpoints.completed(checkpointId);
        if (behind != null) {
            String what = "telling " + source.describe() + " that checkpoint " + checkpointId + " is complete";
            blocking.attempt(
                    () -> reader.checkpointCompleted(behind), what, getContext().getLog());
        }
    }

    private Behavior<Command> onPostStop() {
        wakeReader();
        for (Active split : splits.all()) {
            if (!split.finished) {
                blocking.close(split::close, "split " + split.sent, getContext().getLog());
            }
        }
        blocking.close(reader::close, source.describe(), getContext().getLog());
        return this;
    }
}
