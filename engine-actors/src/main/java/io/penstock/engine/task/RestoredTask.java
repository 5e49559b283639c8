package io.penstock.engine.task;

import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.gate.InFlightCodec;
import io.penstock.engine.gate.NotRecordableException;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.state.StateStore;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.ReceiveBuilder;
import org.jspecify.annotations.Nullable;

/** What every task does alike: it restores its snapshot when it starts, and writes snapshots while it runs. */
abstract class RestoredTask extends AbstractBehavior<Command> {
    final TaskSetup setup;
    final StateStore store;
    private @Nullable TaskRestore restore;
    private @Nullable TaskSnapshots snapshots;
    private final InFlightCodec inFlightCodec;
    private boolean saidWhyAligned;

    RestoredTask(ActorContext<Command> context, TaskSetup setup) {
        super(context);
        this.setup = setup;
        this.store = Operators.stateStore(setup.head(), setup.range());
        this.inFlightCodec =
                new InFlightCodec(classLoader(context), setup.checkpoints().inFlightBytes());
    }

    /** What the actor system was made with: it knows the classes of the job. */
    private static ClassLoader classLoader(ActorContext<Command> context) {
        return ((ExtendedActorSystem) Adapter.toClassic(context.getSystem()))
                .dynamicAccess()
                .classLoader();
    }

    final InFlightCodec inFlightCodec() {
        return inFlightCodec;
    }

    /** Writes what waits in front of the task; null if it cannot be written, and said why. */
    final @Nullable InFlight record(List<Element> waiting, int from) {
        try {
            return inFlightCodec.write(waiting, from, Operators.keyCodec(setup.head()));
        } catch (NotRecordableException e) {
            staysAligned("its input", e);
            return null;
        }
    }

    /** Says once why a checkpoint waits longer than it should. */
    final void staysAligned(String what, NotRecordableException refused) {
        if (!saidWhyAligned) {
            saidWhyAligned = true;
            getContext()
                    .getLog()
                    .warn(
                            "task {}: a checkpoint waits for the records in {} beyond penstock.checkpoint.alignment-timeout,"
                                    + " as they cannot be written into it: {}",
                            setup.id(),
                            what,
                            refused.getMessage());
        }
    }

    /** Called once when everything is read; ends in {@link #ready}, at once or later. */
    abstract void onRestored(TaskRestore restored) throws Exception;

    /** Begins to read. To be called once all state is declared. */
    final void beginRestore() {
        restore = new TaskRestore(setup, getContext(), store);
        proceedRestore();
    }

    private Behavior<Command> proceedRestore() {
        TaskRestore current = restore();
        if (current.proceed()) {
            try {
                onRestored(current);
                restore = null;
            } catch (Exception e) {
                throw OperatorFailure.of(setup.head().name(), e);
            }
        }
        return this;
    }

    private TaskRestore restore() {
        TaskRestore known = restore;
        if (known == null) {
            throw new IllegalStateException("task " + setup.id() + " has not begun to restore");
        }
        return known;
    }

    /** The task can take a snapshot from now on, and says that it waits for the start. */
    final void ready() {
        snapshots = new TaskSnapshots(setup, getContext(), store);
        setup.region().tell(new TaskProtocol.Ready(setup.id(), setup.generation()));
    }

    final TaskSnapshots snapshots() {
        TaskSnapshots known = snapshots;
        if (known == null) {
            throw new IllegalStateException("task " + setup.id() + " is not restored yet");
        }
        return known;
    }

    /** Adds the handlers for all that has to do with snapshots. */
    final ReceiveBuilder<Command> withSnapshots(ReceiveBuilder<Command> handlers) {
        return handlers.onMessageEquals(TaskSnapshots.Slice.DUE, this::onSlice)
                .onMessage(SnapshotWriter.Acknowledged.class, this::onAcknowledged)
                .onMessage(SnapshotWriter.Stored.class, this::onStored)
                .onMessage(TaskProtocol.Trim.class, this::onTrim)
                .onMessage(SnapshotReader.Restored.class, restored -> onRead())
                .onMessage(SnapshotReader.Failed.class, this::onReadFailed)
                .onMessage(SnapshotWriter.Failed.class, failed -> {
                    throw snapshots().failed(failed);
                });
    }

    private Behavior<Command> onRead() {
        if (restore != null) {
            return proceedRestore();
        }
        snapshots().onReadBack();
        return this;
    }

    private Behavior<Command> onReadFailed(SnapshotReader.Failed failed) {
        if (restore != null) {
            throw restore.failed(failed.cause());
        }
        snapshots().onReadBackFailed(failed.cause());
        return this;
    }

    private Behavior<Command> onSlice() {
        snapshots().onSlice();
        return this;
    }

    private Behavior<Command> onAcknowledged(SnapshotWriter.Acknowledged acknowledged) {
        snapshots().onAcknowledged();
        return this;
    }

    private Behavior<Command> onStored(SnapshotWriter.Stored stored) {
        snapshots().onStored(stored);
        return this;
    }

    private Behavior<Command> onTrim(TaskProtocol.Trim trim) {
        snapshots().onTrim(trim.firstNeeded());
        return this;
    }
}
