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
    private final List<Object> freshSplits;

    /** Unfinished splits, in the order of their turns. */
    private final ArrayDeque<Active> turns = new ArrayDeque<>();

    private final List<Active> all = new ArrayList<>();
    /** Read, not yet all sent: one that is being sent and one ahead. */
    private final ArrayDeque<Fetch> fetches = new ArrayDeque<>();

    private boolean fetching;
    private boolean reading;
    private boolean polled;
    private boolean ended;
    private boolean idle;
    /** The source gives less than the task can take, so what is collected is flushed; else it goes in full batches. */
    private boolean runsDry;

    private int idleTurns;

    /** Read more. */
    private enum Poll implements TaskProtocol.Internal {
        DUE
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
        this.splitCodec = source.splitCodec();
        this.blocking = new Blocking(context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(setup.settings().blockingDispatcher())));
        beginRestore();
    }

    /**
     * A task that restores its positions, says that it is ready and waits for {@link TaskProtocol.Start}.
     *
     * @param freshSplits the splits of this task if no checkpoint is restored
     */
    public static Behavior<Command> create(TaskSetup setup, List<Object> freshSplits) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new SourceTask(context, timers, setup, freshSplits)));
    }

    @Override
    public Receive<Command> createReceive() {
        return withOutput(newReceiveBuilder()
                        .onMessageEquals(Poll.DUE, this::onPoll)
                        .onMessage(FetchEnded.class, this::onFetchEnded)
                        .onMessage(TaskProtocol.Trigger.class, this::onTrigger)
                        .onMessage(TaskProtocol.Abort.class, abort -> this)
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
            for (Object split : freshSplits) {
                positions.add(new SourcePositions.Position(split, Element.NO_WATERMARK));
            }
        } else if (!setup.sameParallelism()) {
            positions = share(positions);
        }
        for (SourcePositions.Position position : positions) {
            Active split =
                    new Active(all.size(), position.split(), setup.clock().nanos());
            all.add(split);
            turns.add(split);
            steps.register(split.index, position.greatestTimestampMillis());
        }
        ready();
    }

    /** The part of all positions that this task reads, when the parallelism has changed: they are dealt out in turn. */
    private List<SourcePositions.Position> share(List<SourcePositions.Position> positions) {
        List<SourcePositions.Position> share = new ArrayList<>();
        for (int i = setup.id().index(); i < positions.size(); i += setup.head().parallelism()) {
            share.add(positions.get(i));
        }
        return share;
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
            traffic.progress(progress(next.progress()));
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

    /** Of all splits of the task: those that are finished, and the part of the one being read. */
    private double progress(double ofCurrent) {
        long finished = all.stream().filter(split -> split.finished).count();
        return (finished + ofCurrent) / all.size();
    }

    private void finished(Active split) {
        split.finished = true;
        steps.end(split.index);
        output.refreshWatermark();
        blocking.close(split::close, "split " + split.sent, getContext().getLog());
        traffic.progress(progress(0));
    }

    private void take(Fetch next) {
        fetches.add(next);
        turns.remove(next.split());
        idleTurns = next.status() == ReadStatus.IDLE ? idleTurns + 1 : 0;
        if (next.status() == ReadStatus.FINISHED) {
            return;
        }
        if (turns.size() >= setup.settings().openSplits()) {
            insertTurn(next.split());
        } else {
            turns.addLast(next.split());
        }
    }

    /** Puts a split behind the others that are open, and before those that have not begun. */
    private void insertTurn(Active split) {
        ArrayDeque<Active> rest = new ArrayDeque<>(turns);
        turns.clear();
        for (int i = 0; i < setup.settings().openSplits() - 1; i++) {
            turns.addLast(rest.removeFirst());
        }
        turns.addLast(split);
        turns.addAll(rest);
    }

    private void readMore() throws Exception {
        if (fetching || polled || fetches.size() > 1) {
            return;
        }
        if (turns.isEmpty()) {
            if (fetches.isEmpty()) {
                end();
            }
            return;
        }
        if (idleTurns >= Math.min(turns.size(), setup.settings().openSplits())) {
            idleTurns = 0;
            checkIdle();
            polled = true;
            runsDry = true;
            timers.startSingleTimer(Poll.DUE, Poll.DUE, setup.settings().idlePollInterval());
            return;
        }
        fetchFrom(turns.getFirst());
    }

    private void fetchFrom(Active split) throws Exception {
        ReadSettings settings = new ReadSettings(setup.jobName(), setup.head().name());
        int batchSize = setup.settings().batchSize();
        if (source.traits().blocking()) {
            fetching = true;
            int batches = setup.settings().fetchBatches();
            getContext()
                    .pipeToSelf(blocking.run(() -> split.fetch(source, settings, batches, batchSize)), FetchEnded::new);
        } else {
            take(split.fetch(source, settings, 1, batchSize));
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
        for (Active split : all) {
            if (!split.finished && now - split.lastRecordNanos >= idleAfter * 1_000_000) {
                steps.idle(split.index);
            }
        }
        if (!steps.allIdle()) {
            output.refreshWatermark();
        } else if (!idle) {
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
        for (Active split : all) {
            if (!split.finished) {
                positions.add(new SourcePositions.Position(split.sent, steps.greatest(split.index)));
            }
        }
        output.control(new Element.Barrier(trigger.checkpointId()));
        snapshots().begin(trigger.checkpointId(), Element.NO_WATERMARK, SourcePositions.encode(splitCodec, positions));
        if (trigger.stop()) {
            reading = false;
        }
        return this;
    }

    private Behavior<Command> onPostStop() {
        for (Active split : all) {
            if (!split.finished) {
                blocking.close(split::close, "split " + split.sent, getContext().getLog());
            }
        }
        return this;
    }
}
