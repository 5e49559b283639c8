package io.penstock.simulation;

import io.penstock.engine.checkpoint.CompletedCheckpoint;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SavepointProtocol;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskSnapshot;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** Bugs in what makes a savepoint more than a checkpoint, and in starts from it. */
final class SavepointBugs {
    private SavepointBugs() {}

    /** The checkpoint of a savepoint may have records on their way, as any other. */
    static final class SavepointUnaligned extends PlantedBug {
        private List<CoordinatorProtocol.TaskEntry> tasks = List.of();
        private boolean wanted;

        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.TasksRunning running) {
                tasks = running.tasks();
            } else if (message instanceof SavepointProtocol.Take) {
                wanted = true;
            } else if (message instanceof SavepointProtocol.Ready) {
                wanted = false;
            } else if (message instanceof TaskProtocol.Trigger trigger && wanted) {
                for (CoordinatorProtocol.TaskEntry task : tasks) {
                    Address address = Address.of(Adapter.toClassic(task.ref()));
                    post.send(from, address, new TaskProtocol.Unalign(trigger.checkpointId()));
                }
            }
            return message;
        }
    }

    /** A start from a savepoint does not look at which ids the savepoint's job had used. */
    static final class SavepointIdsReused extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            return message instanceof SavepointProtocol.Offer offer
                    ? new SavepointProtocol.Offer(
                            offer.savepoint(),
                            offer.jobId(),
                            offer.checkpointId(),
                            0,
                            0,
                            offer.allowRewind(),
                            offer.ingress(),
                            offer.replyTo())
                    : message;
        }
    }

    /** A start from a savepoint takes the snapshot of one task for all of a source. */
    static final class SnapshotLeftOut extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (!(message instanceof SavepointProtocol.Adopt adopt)) {
                return message;
            }
            CompletedCheckpoint whole = adopt.checkpoint();
            List<TaskSnapshot> part = whole.tasks().stream()
                    .filter(task -> !(task.task().operator().startsWith("source")
                            && task.task().index() > 0))
                    .toList();
            return new SavepointProtocol.Adopt(
                    adopt.origin(),
                    new CompletedCheckpoint(
                            whole.id(), whole.generation(), whole.startedMillis(), whole.completedMillis(), part),
                    adopt.graph(),
                    adopt.replyTo());
        }
    }
}
