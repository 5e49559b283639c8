package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.connector.DeadLetter;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.ReadStatus;
import io.penstock.connector.Source;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Element;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.state.TaskHeader;
import io.penstock.engine.task.SourceSplits.Active;
import io.penstock.engine.task.SourceSplits.Fetch;
import io.penstock.engine.task.SourceSplits.Fetched;
import io.penstock.function.ProcessContext;
import io.penstock.graph.OperatorSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final Codec<Object> splitCodec;
    private final Blocking blocking;
    private final SharedReader reader;
    private final SplitShares shares;
    private final List<Object> freshSplits;
    private final SourceSplits splits;
    /** The positions at the barriers of checkpoints that are not complete yet, oldest first. */
    private final ArrayDeque<Cut> cuts = new ArrayDeque<>();
    /** A wake-up is in the mailbox. */
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Read, not yet all sent: one that is being sent and one ahead. */
    private final ArrayDeque<Fetch> fetches = new ArrayDeque<>();

    private boolean fetching;
    private boolean wokenWhileFetching;
    private boolean reading;
    private boolean polled;
    private boolean ended;
    private boolean idle;
    /** The source gives less than the task can take, so what is collected is flushed; else it goes in full batches. */
    private boolean runsDry;

    /** Read more. */
    private enum Poll implements TaskProtocol.Internal {
        DUE,
        /** A split that had nothing has something now. */
        WOKEN
    }

    private record Cut(long checkpointId, List<Object> splits) {}

    /** A fetch has ended, one way or the other. */
    private record FetchEnded(
            @Nullable Fetch fetch, @Nullable Throwable failure) implements TaskProtocol.Internal {}

    private SourceTask(
            ActorContext<Command> context, TimerScheduler<Command> timers, TaskSetup setup, List<Object> freshSplits) {
        super(context, setup, setup.steps(), setup.counters().apply(setup.head()), 0);
        this.timers = timers;
        this.freshSplits = freshSplits;
        this.source = ((OperatorSpec.SourceSpec) setup.head().spec()).source();
        this.splitCodec = source.splitCodec();
        this.blocking = new Blocking(context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(setup.settings().blockingDispatcher())));
        this.reader = new SharedReader(
                source,
                new ReadSettings(
                        setup.jobName(), setup.head().name(), setup.id().index(), wakeUp(context.getSelf(), woken)));
        this.shares = new SplitShares(source, setup.id().index(), setup.head().parallelism());
        this.splits =
                new SourceSplits(source.traits().bounded() ? setup.settings().openSplits() : Integer.MAX_VALUE);
        beginRestore();
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
                        .onMessage(TaskProtocol.SplitsListed.class, this::onSplitsListed)
                        .onMessage(TaskProtocol.Connect.class, this::onConnect)
                        .onMessage(TaskProtocol.Start.class, this::onStart))
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    @Override
    void onRestored(TaskRestore restoredState) {
        List<SourcePositions.Position> positions = new ArrayList<>();
        for (TaskHeader header : restoredState.headers()) {
            positions.addAll(SourcePositions.decode(splitCodec, header.extra()));
        }
        if (setup.restored().isEmpty()) {
            shares.of(freshSplits).forEach(split -> positions.add(SourcePositions.Position.fresh(split)));
        } else if (!setup.sameParallelism()) {
            List<SourcePositions.Position> ofAll = List.copyOf(positions);
            positions.clear();
            positions.addAll(shares.of(ofAll, SourcePositions.Position::split));
        }
        positions.forEach(this::add);
        ready();
    }

    private void add(SourcePositions.Position position) {
        Active split =
                splits.add(position.split(), position.finished(), setup.clock().nanos());
        steps.register(split.index, position.greatestTimestampMillis());
        if (position.finished()) {
            steps.end(split.index);
        }
    }

    private Behavior<Command> onSplitsListed(TaskProtocol.SplitsListed listing) {
        List<Active> added = splits.list(listing.splits(), shares, setup.clock().nanos());
        for (Active split : added) {
            steps.register(split.index, Element.NO_WATERMARK);
            getContext().getLog().info("task {} reads a new split: {}", setup.id(), split.sent);
        }
        if (!added.isEmpty()) {
            stopWaiting();
        }
        return this;
    }

    private Behavior<Command> onConnect(TaskProtocol.Connect connect) {
        Wiring.connect(setup, connect, output, retention());
        return this;
    }

    private Behavior<Command> onStart(TaskProtocol.Start start) {
        reading = true;
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
                    finished(current.split());
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

    private void finished(Active split) {
        split.finished = true;
        steps.end(split.index);
        output.refreshWatermark();
        blocking.close(split::close, "split " + split.sent, getContext().getLog());
        traffic.progress(splits.progress(0));
    }

    private void take(Fetch next) {
        fetches.add(next);
        splits.hadTurn(next.split(), next.status());
    }

    private void readMore() throws Exception {
        if (fetching || polled || fetches.size() > 1) {
            return;
        }
        Active next = splits.next();
        if (next == null) {
            if (!fetches.isEmpty()) {
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
            take(split.fetch(reader, 1, batchSize));
            send();
            // A message to itself, so that credit and barriers get their turn.
            polled = true;
            getContext().getSelf().tell(Poll.DUE);
        }
    }

    private Behavior<Command> onFetchEnded(FetchEnded fetchEnded) {
        fetching = false;
        Throwable failure = fetchEnded.failure();
        if (failure != null) {
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
        for (Active split : splits.all()) {
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
        traffic.progress(1);
        output.watermark(Element.FINAL_WATERMARK);
        output.control(new Element.EndOfInput());
        setup.coordinator().tell(new CoordinatorProtocol.TaskEnded(setup.generation(), setup.id()));
    }

    private Behavior<Command> onTrigger(TaskProtocol.Trigger trigger) {
        List<SourcePositions.Position> positions = new ArrayList<>();
        for (Active split : splits.all()) {
            if (!split.finished || shares.discovers()) {
                positions.add(new SourcePositions.Position(split.sent, steps.greatest(split.index), split.finished));
            }
        }
        cuts.add(new Cut(trigger.checkpointId(), splits.unfinished()));
        output.control(new Element.Barrier(trigger.checkpointId()));
        snapshots().begin(trigger.checkpointId(), Element.NO_WATERMARK, SourcePositions.encode(splitCodec, positions));
        if (trigger.stop()) {
            reading = false;
        }
        return this;
    }

    private Behavior<Command> onAbort(TaskProtocol.Abort abort) {
        cuts.removeIf(cut -> cut.checkpointId() == abort.checkpointId());
        return this;
    }

    @Override
    void onCompleted(long checkpointId) {
        List<Object> positions = null;
        while (!cuts.isEmpty() && cuts.getFirst().checkpointId() <= checkpointId) {
            positions = cuts.removeFirst().splits();
        }
        if (positions != null) {
            List<Object> behind = positions;
            String what = "telling " + source.describe() + " that checkpoint " + checkpointId + " is complete";
            blocking.attempt(
                    () -> reader.checkpointCompleted(behind), what, getContext().getLog());
        }
    }

    private Behavior<Command> onPostStop() {
        for (Active split : splits.all()) {
            if (!split.finished) {
                blocking.close(split::close, "split " + split.sent, getContext().getLog());
            }
        }
        blocking.close(reader::close, source.describe(), getContext().getLog());
        return this;
    }
}
