package io.penstock.engine.task;

import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.operator.Operators;
import io.penstock.engine.state.StateStore;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.ReceiveBuilder;
import org.jspecify.annotations.Nullable;

/** What every task does alike: it restores its snapshot when it starts, and writes snapshots while it runs. */
abstract class RestoredTask extends AbstractBehavior<Command> {
    final TaskSetup setup;
    final StateStore store;
    private @Nullable TaskRestore restore;
    private @Nullable TaskSnapshots snapshots;

    RestoredTask(ActorContext<Command> context, TaskSetup setup) {
        super(context);
        this.setup = setup;
        this.store = Operators.stateStore(setup.head(), setup.range());
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
                .onMessage(SnapshotReader.Restored.class, restored -> proceedRestore())
                .onMessage(SnapshotReader.Failed.class, failed -> {
                    throw restore().failed(failed);
                })
                .onMessage(SnapshotWriter.Failed.class, failed -> {
                    throw snapshots().failed(failed);
                });
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
