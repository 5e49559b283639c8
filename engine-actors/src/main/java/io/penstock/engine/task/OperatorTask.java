package io.penstock.engine.task;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.operator.TaskOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One parallel instance of an operator. Takes elements from its input gate as long as its output has credit, gives
 * credit back for what it has handled, and takes a snapshot when a barrier has come on every channel.
 *
 * <p>Any exception ends the actor; its subtree starts again in a new generation.
 */
public final class OperatorTask extends SendingTask {
    private final TimerScheduler<Command> timers;
    private final OperatorCounters counters;
    private final TaskOperator operator;
    private final Inputs inputs;

    /** A batch that is not all handled because the output was blocked. */
    private @Nullable Batch batch;

    private int batchFrom;
    /** A watermark that is not all handled, or {@link Element#NO_WATERMARK}. */
    private long advancing = Element.NO_WATERMARK;

    /** All up to here is handled. */
    private long watermark = Element.NO_WATERMARK;

    private boolean timersDue;
    private long timerAt = Long.MAX_VALUE;

    /** A processing-time timer may be due. */
    private enum TimerDue implements TaskProtocol.Internal {
        NOW
    }

    private OperatorTask(ActorContext<Command> context, TimerScheduler<Command> timers, TaskSetup setup) {
        super(context, setup, setup.allSteps(), traffic(setup), setup.settings().flushPatience());
        this.timers = timers;
        this.counters = setup.counters().apply(setup.head());
        this.operator = Operators.head(setup.head(), store, counters, setup.clock());
        this.inputs = new Inputs(setup.settings().credit(), setup.generation());
        attempt(operator::open);
        beginRestore();
    }

    /** A head that is a step counts as that step does. */
    private static OperatorCounters traffic(TaskSetup setup) {
        return setup.head().spec().fusible()
                ? new OperatorCounters()
                : setup.counters().apply(setup.head());
    }

    /** A task that restores its state, says that it is ready and waits for its neighbours. */
    public static Behavior<Command> create(TaskSetup setup) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new OperatorTask(context, timers, setup)));
    }

    @Override
    public Receive<Command> createReceive() {
        return withOutput(newReceiveBuilder()
                        .onMessage(TaskProtocol.Deliver.class, this::onDeliver)
                        .onMessageEquals(TimerDue.NOW, this::onTimerDue)
                        .onMessage(TaskProtocol.Abort.class, this::onAbort)
                        .onMessage(TaskProtocol.Connect.class, this::onConnect)
                        .onMessage(TaskProtocol.Start.class, start -> onStart()))
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    @Override
    void onRestored(TaskRestore restoredState) throws Exception {
        watermark = restoredState.watermark();
        if (!setup.sameParallelism()) {
            restoredState.headers().forEach(header -> operator.restoredFrom(header.range(), header.watermarkMillis()));
        }
        operator.restored(watermark);
        restoredState.headers().stream()
                .mapToLong(header -> new BinaryInput(header.extra()).readLong())
                .min()
                .ifPresent(greatest -> steps.register(0, greatest));
        counters.watermark(watermark);
        counters.stateEntries(store.size());
        inputs.open(setup, watermark);
        inputs.gate().restore(restoredState.inFlight(inFlightCodec()));
        ready();
    }

    /**
     * Restored timers may be due, and restored records at hand: they wait until every task that their output goes to is
     * ready. The tasks behind know the watermark of their own snapshots only, which may be older.
     */
    private Behavior<Command> onStart() {
        output.watermark(watermark);
        output.refreshWatermark();
        proceed();
        return this;
    }

    /** What the task keeps beside keyed state: the greatest event time a timestamps step has assigned. */
    private byte[] extra() {
        BinaryOutput out = new BinaryOutput(Long.BYTES);
        out.writeLong(steps.greatest(0));
        return out.toByteArray();
    }

    private Behavior<Command> onConnect(TaskProtocol.Connect connect) {
        connectOutput(connect);
        inputs.connect(connect.upstream());
        return this;
    }

    private Behavior<Command> onDeliver(TaskProtocol.Deliver deliver) {
        inputs.gate().offer(deliver.delivery());
        proceed();
        return this;
    }

    /** Handles what is at hand, until there is nothing or the output is blocked. */
    @Override
    void proceed() {
        try {
            while (step()) {
                flusher.worked();
            }
        } catch (Exception e) {
            throw OperatorFailure.of(setup.head().name(), e);
        }
        counters.backpressured(output.isBlocked());
        watchRetention();
        flusher.arm();
        scheduleTimer();
    }

    /** Handles one element or goes on with one. False if nothing can be done now. */
    private boolean step() throws Exception {
        if (inputs.gate().dueCut() != 0 && operator.canBeCut() && cut()) {
            return true;
        }
        Batch current = batch;
        if (current != null) {
            return resume(current);
        }
        if (output.isBlocked()) {
            return false;
        }
        if (advancing != Element.NO_WATERMARK) {
            return advance();
        }
        if (timersDue) {
            timersDue = !operator.fireProcessingTimers(setup.clock().currentMillis(), output);
            return !timersDue;
        }
        Element element = inputs.gate().poll();
        if (element == null) {
            return false;
        }
        if (element instanceof Batch next) {
            traffic.in(next.size());
            batch = next;
            batchFrom = 0;
        } else if (element instanceof Element.Watermark watermark) {
            advancing = watermark.timeMillis();
        } else if (element instanceof Element.Barrier barrier) {
            snapshot(barrier, InFlight.NONE);
        } else if (element instanceof Element.EndOfInput) {
            output.control(element);
            counters.stateEntries(store.size());
            setup.coordinator().tell(new CoordinatorProtocol.TaskEnded(setup.generation(), setup.id()));
        } else {
            output.control(element);
        }
        return true;
    }

    /** Takes the snapshot without waiting for what stands before the barriers; false if that must be waited for. */
    private boolean cut() {
        List<Element> waiting = new ArrayList<>();
        if (batch != null) {
            waiting.add(batch);
        } else if (advancing != Element.NO_WATERMARK) {
            waiting.add(new Element.Watermark(advancing));
        }
        waiting.addAll(inputs.gate().beforeCut());
        InFlight recorded = record(waiting, batch == null ? 0 : batchFrom);
        if (recorded == null) {
            inputs.gate().refuseCut();
            return false;
        }
        Element.Barrier barrier = inputs.gate().cut();
        hurry(barrier.checkpointId());
        snapshot(barrier, recorded);
        return true;
    }

    private void snapshot(Element.Barrier barrier, InFlight waiting) {
        forward(barrier.checkpointId());
        counters.stateEntries(store.size());
        snapshots()
                .begin(
                        barrier.checkpointId(),
                        watermark,
                        TaskSnapshots.Beside.of(extra()),
                        waiting.and(barrier.overtaken()));
    }

    @Override
    void urge(long checkpointId) {
        inputs.gate().urge(checkpointId);
        super.urge(checkpointId);
        proceed();
    }

    private boolean resume(Batch current) throws Exception {
        int size = current.size();
        batchFrom = operator.process(current, batchFrom, output);
        if (batchFrom < size) {
            return false;
        }
        batch = null;
        inputs.handled(inputs.gate().batchChannel());
        return true;
    }

    private boolean advance() throws Exception {
        if (!operator.advance(advancing, output)) {
            return false;
        }
        watermark = advancing;
        output.watermark(advancing);
        counters.watermark(advancing);
        advancing = Element.NO_WATERMARK;
        return true;
    }

    private Behavior<Command> onAbort(TaskProtocol.Abort abort) {
        inputs.gate().abort(abort.checkpointId());
        proceed();
        return this;
    }

    private void scheduleTimer() {
        if (timersDue) {
            // They fire as soon as there is credit.
            return;
        }
        long next = operator.nextProcessingTimer();
        if (next < timerAt) {
            timerAt = next;
            long wait = Math.max(0, next - setup.clock().currentMillis());
            timers.startSingleTimer(TimerDue.NOW, TimerDue.NOW, Duration.ofMillis(wait));
        }
    }

    private Behavior<Command> onTimerDue() {
        timerAt = Long.MAX_VALUE;
        timersDue = true;
        proceed();
        return this;
    }

    private Behavior<Command> onPostStop() {
        try {
            operator.close();
        } catch (Exception e) {
            getContext()
                    .getLog()
                    .warn("closing operator '{}' failed", setup.head().name(), e);
        }
        return this;
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception e) {
            throw OperatorFailure.of(setup.head().name(), e);
        }
    }
}
