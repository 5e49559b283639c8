package io.penstock.engine.task;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.NotRecordableException;
import io.penstock.engine.gate.Retention;
import io.penstock.engine.metrics.OperatorCounters;
import io.penstock.engine.operator.StepChain;
import io.penstock.engine.operator.TaskOutput;
import io.penstock.graph.Operator;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.ReceiveBuilder;

/** What every task with an output does alike: it works as credit allows, flushes, and serves receivers that restart. */
abstract class SendingTask extends RestoredTask {
    /** What the head of the task counts of what comes in and goes out. */
    final OperatorCounters traffic;

    final StepChain steps;
    final TaskOutput output;
    final Flusher flusher;
    private final Retention retention;
    private final EdgeLogs journaled;
    private long knownOverflows;
    /** The newest checkpoint whose barrier is to overtake what waits in the output. */
    private long urgent;

    /**
     * Makes the output.
     *
     * @param stepsOfTask the operators that work on all that is sent, in order
     * @param flushPatience see {@link Flusher}
     */
    SendingTask(
            ActorContext<Command> context,
            TaskSetup setup,
            List<Operator> stepsOfTask,
            OperatorCounters traffic,
            int flushPatience) {
        super(context, setup);
        this.traffic = traffic;
        this.steps = StepChain.of(stepsOfTask, setup.counters());
        this.output = new TaskOutput(
                setup.head().name(), traffic, steps, setup.settings().batchSize());
        this.flusher = new Flusher(context.getSelf(), output, flushPatience);
        this.retention = new Retention(setup.settings().retainedBytes(), setup.lastCheckpoint());
        this.journaled = new EdgeLogs(setup, context, inFlightCodec());
    }

    /** Does what can be done now. Called when credit came. */
    abstract void proceed();

    final void connectOutput(TaskProtocol.Connect connect) {
        Wiring.connect(setup, connect, output, retention, journaled);
    }

    /** Adds the handlers for all that has to do with the output, and with snapshots. */
    final ReceiveBuilder<Command> withOutput(ReceiveBuilder<Command> handlers) {
        return withSnapshots(handlers.onMessage(TaskProtocol.Credit.class, this::onCredit)
                .onMessageEquals(Flusher.Flush.DUE, this::onFlush)
                .onMessage(EdgeLogs.Written.class, this::onLogWritten)
                .onMessage(EdgeLogs.Read.class, this::onLogRead)
                .onMessage(EdgeLogs.Failed.class, failed -> {
                    throw journaled.failure(failed);
                })
                .onMessage(TaskProtocol.Hold.class, this::onHold)
                .onMessage(TaskProtocol.Reconnect.class, this::onReconnect)
                .onMessage(TaskProtocol.Unalign.class, this::onUnalign)
                .onMessage(TaskProtocol.Completed.class, this::onCompleted));
    }

    private Behavior<Command> onUnalign(TaskProtocol.Unalign unalign) {
        urge(unalign.checkpointId());
        return this;
    }

    /** A checkpoint is to wait no longer: its barrier overtakes what waits in the output, now or once it is there. */
    void urge(long checkpointId) {
        hurry(checkpointId);
        overtake(checkpointId);
    }

    /** The barrier of this checkpoint is one to overtake what waits. */
    final void hurry(long checkpointId) {
        urgent = Math.max(urgent, checkpointId);
    }

    /** Sends a barrier on, and past what waits if it is in a hurry. */
    final void forward(long checkpointId) {
        output.control(new Element.Barrier(checkpointId));
        if (checkpointId <= urgent) {
            overtake(checkpointId);
        }
    }

    private void overtake(long checkpointId) {
        NotRecordableException refused = output.overtake(checkpointId, inFlightCodec());
        if (refused != null) {
            staysAligned("its output", refused);
        }
    }

    private Behavior<Command> onCredit(TaskProtocol.Credit credit) {
        output.gate(credit.edge()).credit(credit.channel(), credit.generation(), credit.batches());
        proceed();
        return this;
    }

    private Behavior<Command> onFlush() {
        flusher.onFlush();
        return this;
    }

    private Behavior<Command> onHold(TaskProtocol.Hold hold) {
        boolean replayable = true;
        for (TaskProtocol.Port port : hold.ports()) {
            replayable &= output.gate(port.edge()).hold(port.channel(), hold.checkpointId());
        }
        hold.replyTo().tell(new TaskProtocol.Held(hold.generation(), setup.id(), replayable));
        return this;
    }

    private Behavior<Command> onReconnect(TaskProtocol.Reconnect reconnect) {
        reconnect.targets().forEach((port, target) -> output.gate(port.edge())
                .connect(port.channel(), Wiring.link(target), reconnect.generation()));
        proceed();
        return this;
    }

    private Behavior<Command> onLogWritten(EdgeLogs.Written written) {
        journaled.onWritten(written);
        proceed();
        return this;
    }

    private Behavior<Command> onLogRead(EdgeLogs.Read read) {
        journaled.onRead(read);
        proceed();
        return this;
    }

    private Behavior<Command> onCompleted(TaskProtocol.Completed completed) {
        retention.completed(completed.checkpointId());
        journaled.completed(completed.checkpointId());
        onCompleted(completed.checkpointId());
        return this;
    }

    /** A checkpoint is complete. */
    void onCompleted(long checkpointId) {}

    /** To be called after work: asks for a checkpoint before too much is kept, and says if too much was. */
    final void watchRetention() {
        if (retention.takeWish()) {
            setup.coordinator().tell(new CoordinatorProtocol.CheckpointWanted(setup.generation(), setup.id()));
        }
        if (retention.overflows() != knownOverflows) {
            knownOverflows = retention.overflows();
            setup.counters().apply(setup.head()).retentionOverflowed();
            if (retention.isFirstOverflow()) {
                getContext()
                        .getLog()
                        .warn(
                                "task {} has sent more since the last checkpoint than it may keep ({} bytes, by"
                                        + " penstock.task.retained-bytes and retained-heap-share): until the next one, a"
                                        + " failure downstream restarts this task too",
                                setup.id(),
                                setup.settings().retainedBytes());
            }
        }
    }
}
