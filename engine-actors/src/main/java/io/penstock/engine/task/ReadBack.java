package io.penstock.engine.task;

import io.penstock.connector.PermanentFailureException;
import io.penstock.engine.checkpoint.SnapshotReader;
import io.penstock.engine.checkpoint.TaskSnapshot;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.state.StateReader;
import io.penstock.engine.state.StateStore;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Reads snapshots of a task that restored nothing back, into state that is thrown away. A codec that cannot read what it
 * writes is found so while all is well, and not by the first failure, which could not be recovered from; and that failure
 * finds code that has run as often as it needs to be compiled. Owned by its task.
 */
final class ReadBack {
    private final TaskSetup setup;
    private final ActorContext<?> context;
    private final StateStore store;
    private final ReadBackSchedule schedule;
    /** Somebody is reading, though what is read may count for nothing any more. */
    private boolean running;

    private @Nullable Reading reading;

    /** What is read. */
    private record Reading(
            long checkpointId, StateStore copy, StateReader reader, long entries, TaskSnapshot snapshot) {
        boolean needs(long event) {
            return snapshot.ranges().isEmpty() || snapshot.ranges().get(0).from() >= event;
        }
    }

    /** @param store the state of the task */
    ReadBack(TaskSetup setup, ActorContext<?> context, StateStore store) {
        this.setup = setup;
        this.context = context;
        this.store = store;
        this.schedule = new ReadBackSchedule(
                setup.checkpoints().readBackBytes(), !setup.restored().isEmpty());
    }

    /**
     * A snapshot is stored.
     *
     * @param entries of all states when it was taken
     * @param bytes that it takes, more or less
     */
    void onStored(long checkpointId, TaskSnapshot snapshot, long entries, long bytes) {
        if (running || !schedule.take(entries, bytes)) {
            return;
        }
        running = true;
        StateStore copy = store.emptyCopy();
        Reading next = new Reading(checkpointId, copy, new StateReader(copy), entries, snapshot);
        reading = next;
        if (snapshot.ranges().isEmpty()) {
            onRead();
            return;
        }
        Adapter.actorOf(
                context,
                SnapshotReader.props(
                        setup.checkpoints().journalPlugin(),
                        setup.checkpoints().snapshotPlugin(),
                        snapshot.ranges(),
                        next.reader()::read,
                        Adapter.toClassic(context.getSelf())));
    }

    /** The journal may delete what is before. */
    void onTrim(long firstNeeded) {
        if (reading != null && !reading.needs(firstNeeded)) {
            reading = null;
        }
    }

    void onRead() {
        Reading done = end();
        if (done == null) {
            return;
        }
        try {
            done.snapshot.inline().forEach(chunk -> done.reader.read(chunk.bytes()));
        } catch (RuntimeException e) {
            throw failure(done.checkpointId, e);
        }
        if (done.copy.size() != done.entries) {
            String why = done.entries + " entries were written and " + done.copy.size()
                    + " read, so keys or windows that differ are written alike: correct the codec of the key";
            // A restart would restore it, and go on with keys that have become one.
            throw failure(done.checkpointId, new PermanentFailureException(why));
        }
    }

    void onFailed(Throwable cause) {
        Reading done = end();
        if (done != null) {
            throw failure(done.checkpointId, cause);
        }
    }

    /** What was read, or null if it counts for nothing. */
    private @Nullable Reading end() {
        Reading done = reading;
        reading = null;
        running = false;
        return done;
    }

    private OperatorFailure failure(long checkpointId, Throwable cause) {
        return new OperatorFailure(
                setup.head().name(),
                "the snapshot of task " + setup.id() + " in checkpoint " + checkpointId
                        + " was written, but cannot be read back: " + cause.getMessage(),
                cause);
    }
}
