package io.penstock.simulation;

import io.penstock.engine.checkpoint.CheckpointEvent;
import io.penstock.engine.checkpoint.CoordinatorProtocol;
import io.penstock.engine.checkpoint.CoordinatorProtocol.TaskEntry;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.checkpoint.LogWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.fakes.JournalStorage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.internal.AdaptMessage;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Bugs in what is done about sources that cannot be rewound: in the ingress journal, in a stop, in a start elsewhere. */
final class IngressBugs {
    private static final String COORDINATOR = "penstock|simulated";

    private IngressBugs() {}

    private static boolean isIngress(String persistenceId, Object event) {
        return event instanceof LogEntry && persistenceId.contains("|ingress|");
    }

    /** What is left in a lane that no task writes any more is not read back. */
    static final class LaneLeftOut extends PlantedBug {
        @Override
        @Nullable
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            return isIngress(persistenceId, event) && !persistenceId.endsWith("|0") ? null : event;
        }
    }

    /** An entry more is deleted than checkpoints have behind them. */
    static final class TrimmedTooFar extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            return message instanceof LogWriter.Trim trim && to.name().contains("/ingress-")
                    ? new LogWriter.Trim(trim.through() + 1)
                    : message;
        }
    }

    /** A stop with a savepoint takes its checkpoint at once. */
    static final class StopDoesNotEmpty extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            return message instanceof CoordinatorProtocol.Stop stop
                    ? new CoordinatorProtocol.Stop(stop.attempt(), false)
                    : message;
        }
    }

    /** A source reads no more, and says at once that it is empty. */
    static final class EmptiedTooEarly extends PlantedBug {
        private final Map<Address, TaskEntry> tasks = new HashMap<>();

        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof CoordinatorProtocol.TasksRunning running) {
                running.tasks().forEach(task -> tasks.put(Address.of(Adapter.toClassic(task.ref())), task));
            } else if (message instanceof TaskProtocol.Empty) {
                TaskEntry task = tasks.get(to);
                if (task != null) {
                    post.send(to, from, new CoordinatorProtocol.Emptied(task.generation(), task.id()));
                }
            }
            return message;
        }
    }

    /** The positions in a savepoint of another journal are taken for positions in the lanes of this one. */
    static final class PlacesTakenOver extends PlantedBug {
        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            return message instanceof AdaptMessage<?, ?> adapted ? known(adapted) : message;
        }

        private static <U, T> Object known(AdaptMessage<U, T> adapted) {
            return adapted.message() instanceof CoordinatorProtocol.Granted granted
                    ? new AdaptMessage<Object, Object>(
                            new CoordinatorProtocol.Granted(
                                    granted.jobId(),
                                    granted.generation(),
                                    granted.restore(),
                                    granted.permit(),
                                    granted.lastStarted(),
                                    false),
                            adapt(adapted))
                    : adapted;
        }

        @SuppressWarnings("unchecked")
        private static scala.Function1<Object, Object> adapt(AdaptMessage<?, ?> adapted) {
            return (scala.Function1<Object, Object>) (scala.Function1<?, ?>) adapted.adapter();
        }
    }

    /** A start from a savepoint begins behind what is in the lanes, also the second time, with entries of the first. */
    static final class LanesBeginAtTheirEnd extends PlantedBug {
        @Override
        @Nullable
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            return isIngress(persistenceId, event) && isAdopted(journal.events(COORDINATOR)) ? null : event;
        }

        private static boolean isAdopted(List<Object> history) {
            return history.stream().anyMatch(CheckpointEvent.SavepointAdopted.class::isInstance)
                    && history.stream().noneMatch(CheckpointEvent.CheckpointCompleted.class::isInstance);
        }
    }
}
