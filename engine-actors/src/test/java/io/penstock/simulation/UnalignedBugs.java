package io.penstock.simulation;

import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.SnapshotChunk;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.state.ChunkSurgery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;

/** Bugs in what becomes of records that barriers overtake. */
final class UnalignedBugs {
    private UnalignedBugs() {}

    /** Records on their way are not in the snapshot. */
    static final class InFlightNotInSnapshot extends CheckpointBugs.NotInSnapshot {
        InFlightNotInSnapshot() {
            super(ChunkSurgery::withoutInFlight);
        }
    }

    /** Of the tasks of a generation that read a snapshot, only the first one finds the records on their way in it. */
    static final class InFlightNotDealtAnew extends PlantedBug {
        private final Set<Read> read = new HashSet<>();

        private record Read(String persistenceId, long checkpointId, int hash) {}

        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.Begin || message instanceof CoordinatorProtocol.BeginSubtree) {
                read.clear();
            }
            return message;
        }

        @Override
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            return event instanceof SnapshotChunk chunk
                            && !read.add(new Read(persistenceId, chunk.checkpointId(), Arrays.hashCode(chunk.bytes())))
                    ? new SnapshotChunk(
                            chunk.checkpointId(),
                            chunk.generation(),
                            ChunkSurgery.withoutInFlight().cut(chunk.bytes()))
                    : event;
        }
    }

    /** Changes what barriers say they have overtaken. */
    private abstract static class Overtaken extends PlantedBug {
        @Override
        final Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof TaskProtocol.Deliver deliver
                    && deliver.delivery().element() instanceof Element.Barrier barrier
                    && !barrier.overtaken().isEmpty()) {
                Delivery delivery = deliver.delivery();
                return new TaskProtocol.Deliver(new Delivery(
                        delivery.channel(),
                        delivery.generation(),
                        delivery.sequence(),
                        new Element.Barrier(barrier.checkpointId(), other(barrier.overtaken()))));
            }
            return message;
        }

        abstract InFlight other(InFlight overtaken);
    }

    /** A barrier does not say what it has overtaken. */
    static final class OvertakenForgotten extends Overtaken {
        @Override
        InFlight other(InFlight overtaken) {
            return InFlight.NONE;
        }
    }

    /** A batch that was overtaken is written twice. */
    static final class OvertakenTwice extends Overtaken {
        @Override
        InFlight other(InFlight overtaken) {
            return overtaken.and(new InFlight(overtaken.blocks().subList(0, 1)));
        }
    }

    /** What a barrier has overtaken is played back to a receiver that restarts from its checkpoint. */
    static final class OvertakenPlayedBack extends ChannelBugs.Renumbering {
        private final Map<Lane, Passed> lanes = new HashMap<>();

        private record Lane(ActorRef sender, String receiver, int channel) {}

        private static final class Passed {
            long generation;
            /** So many batches more were overtaken by the last barrier that overtook something. */
            int due;

            List<Batch> overtaken = new ArrayList<>();
        }

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            Passed lane = lanes.computeIfAbsent(new Lane(from.ref(), to.task(), delivery.channel()), l -> new Passed());
            if (lane.generation != 0 && lane.generation != delivery.generation()) {
                for (Batch batch : lane.overtaken) {
                    send(from, to, new Delivery(delivery.channel(), delivery.generation(), 0, batch), post);
                }
                lane.overtaken = new ArrayList<>();
                lane.due = 0;
            }
            lane.generation = delivery.generation();
            if (delivery.element() instanceof Element.Barrier barrier) {
                lane.overtaken = new ArrayList<>();
                lane.due = barrier.overtaken().blocks().size();
            } else if (delivery.element() instanceof Batch batch && lane.due > 0) {
                lane.due--;
                lane.overtaken.add(Batches.copy(batch));
            }
            send(from, to, delivery, post);
        }
    }
}
