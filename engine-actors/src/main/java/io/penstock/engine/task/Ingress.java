package io.penstock.engine.task;

import io.penstock.codec.Codec;
import io.penstock.connector.ReadStatus;
import io.penstock.engine.checkpoint.LogEntry;
import io.penstock.engine.checkpoint.LogReader;
import io.penstock.engine.checkpoint.LogWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.checkpoint.TaskProtocol.Command;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.task.IngressFormat.Place;
import io.penstock.engine.task.SourceSplits.Active;
import io.penstock.engine.task.SourceSplits.Fetch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * The ingress journal of a task whose source cannot be rewound: what was read is written here before it is acknowledged
 * upstream or sent on, so that a restart sends again what followed the checkpoint. See docs/RECOVERY.md.
 *
 * <p>There are as many lanes as an operator may have tasks. A task writes the lane of its number; when it starts, it
 * sends what is left in that one and, as there may have been more tasks, in every lane whose number is its own modulo the
 * parallelism. Owned by its task.
 */
final class Ingress {
    /** Entries that are read back at a time. */
    private static final int PAGE = 64;

    private final TaskSetup setup;
    private final ActorContext<Command> context;
    private final IngressFormat format;
    /** By lane: where it stands, as {@link Active#sent}. */
    private final Map<Integer, Active> lanes = new TreeMap<>();
    /** Written or empty, and not all acknowledged; oldest first. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** Those that may have something left; the own one is the last. */
    private final ArrayDeque<Integer> unread = new ArrayDeque<>();
    /** What completed checkpoints no longer need, oldest first: as many as are kept. */
    private final ArrayDeque<List<Place>> completed = new ArrayDeque<>();

    private final Map<Integer, ActorRef> writers = new HashMap<>();
    private boolean pageAwaited;

    /** The oldest fetch that was written is acknowledged. */
    record Written(long sequence) implements TaskProtocol.Internal {}

    /** Entries of a lane that were left. */
    record Read(int lane, LogReader.Page page) implements TaskProtocol.Internal {}

    /** The journal cannot be written or read. */
    record Failed(Throwable cause) implements TaskProtocol.Internal {}

    private record Waiting(Fetch fetch, boolean written) {}

    Ingress(TaskSetup setup, ActorContext<Command> context, Codec<Object> codec) {
        this.setup = setup;
        this.context = context;
        this.format = new IngressFormat(codec, setup.settings().batchSize());
        int own = setup.id().index();
        for (int lane = own; lane < setup.keyGroups(); lane += setup.head().parallelism()) {
            lanes.put(
                    lane,
                    new Active(lanes.size(), Place.start(lane), setup.clock().nanos()));
            if (lane != own) {
                unread.add(lane);
            }
        }
        unread.add(own);
    }

    /** All lanes of the task. */
    Collection<Active> lanes() {
        return lanes.values();
    }

    /**
     * A lane as a snapshot knows it; null if it is another task's. If the snapshot is of another journal, nothing was left
     * there, and all that this journal has in the lane was given since and is still to be sent.
     */
    @Nullable
    Active restore(Place place) {
        Active lane = lanes.get(place.lane());
        if (lane != null && !setup.foreign()) {
            lane.sent = place;
        }
        return lane;
    }

    /** True once all is read that was left by earlier generations. */
    boolean isReplayed() {
        return unread.isEmpty();
    }

    /** Asks for the next entries that were left, unless they are under way. */
    void readBack() {
        Integer lane = unread.peek();
        if (pageAwaited || lane == null) {
            return;
        }
        pageAwaited = true;
        Adapter.actorOf(
                context,
                LogReader.props(
                        persistenceId(lane),
                        setup.checkpoints(),
                        readUpTo(lane),
                        PAGE,
                        true,
                        new LogReader.Owner(
                                Adapter.toClassic(context.getSelf()), page -> new Read(lane, page), Failed::new)));
    }

    /** Nothing of a lane is asked for before all of it that was read is sent. */
    private long readUpTo(int lane) {
        return place(lane).sequence();
    }

    private Place place(int lane) {
        Active active = lanes.get(lane);
        if (active == null) {
            throw new IllegalStateException("lane " + lane + " is not one of task " + setup.id());
        }
        return (Place) active.sent;
    }

    /**
     * Takes entries that were left, to be sent in order.
     *
     * @return also, as finished, a lane that nobody writes any more
     */
    List<Fetch> onRead(Read read) {
        pageAwaited = false;
        List<Fetch> fetches = new ArrayList<>();
        Active lane = lanes.get(read.lane());
        if (lane == null) {
            return fetches;
        }
        Place at = place(read.lane());
        for (LogReader.Found found : read.page().entries()) {
            // Between them may be one that the journal has rejected: it was never acknowledged, nor sent in part.
            Place before = found.sequence() == at.sequence() + 1 ? at : new Place(read.lane(), found.sequence() - 1, 0);
            fetches.add(new Fetch(lane, format.decode(found.entry().bytes(), before), ReadStatus.MORE));
            at = new Place(read.lane(), found.sequence(), 0);
        }
        if (fetches.isEmpty() && !read.page().last()) {
            lane.sent = new Place(read.lane(), read.page().after() + PAGE, 0);
        }
        if (read.page().last()) {
            unread.remove();
            if (read.lane() != setup.id().index()) {
                fetches.add(new Fetch(lane, new ArrayDeque<>(), ReadStatus.FINISHED));
            }
        }
        return fetches;
    }

    /** True if no more should be read before the journal has acknowledged some. */
    boolean isFull() {
        return waiting.size() >= setup.settings().ingressFetches();
    }

    /** True if all that was read is written and acknowledged. */
    boolean isDry() {
        return waiting.isEmpty();
    }

    /** Writes what was read. */
    void write(Fetch fetch) {
        boolean something = fetch.batches().stream()
                .anyMatch(one -> !one.batch().isEmpty() || !one.letters().isEmpty() || one.skipped() > 0);
        waiting.add(new Waiting(fetch, something));
        if (something) {
            writer(setup.id().index())
                    .tell(
                            new LogWriter.Write(new LogEntry(setup.generation(), format.encode(fetch.batches()))),
                            ActorRef.noSender());
        }
    }

    /** The fetches at the head that need no acknowledgement, as they are empty. */
    List<Fetch> takeEmpty() {
        List<Fetch> empty = new ArrayList<>();
        while (!waiting.isEmpty() && !waiting.getFirst().written()) {
            empty.add(waiting.removeFirst().fetch());
        }
        return empty;
    }

    /** The oldest fetch that was written is acknowledged. */
    Fetch onWritten() {
        return waiting.removeFirst().fetch();
    }

    /** What is to be sent of a fetch that is acknowledged. */
    Fetch toSend(Fetch acknowledged, long sequence) {
        int own = setup.id().index();
        Active lane = lanes.get(own);
        if (lane == null) {
            throw new IllegalStateException("task " + setup.id() + " has no lane of its own");
        }
        return new Fetch(
                lane, IngressFormat.placed(acknowledged.batches(), new Place(own, sequence - 1, 0)), ReadStatus.MORE);
    }

    /** The positions at a barrier. */
    List<Place> places() {
        return lanes.values().stream()
                .map(lane -> (Place) lane.sent)
                .filter(place -> place.sequence() > 0 || place.records() > 0)
                .toList();
    }

    /** A checkpoint with these positions is complete: what no kept checkpoint needs is deleted. */
    void onCompleted(List<Place> places) {
        completed.add(places);
        if (completed.size() < setup.checkpoints().retained()) {
            return;
        }
        for (Place place : completed.removeFirst()) {
            if (place.sequence() > 0) {
                writer(place.lane()).tell(new LogWriter.Trim(place.sequence()), ActorRef.noSender());
            }
        }
    }

    private ActorRef writer(int lane) {
        return writers.computeIfAbsent(
                lane,
                which -> Adapter.actorOf(
                        context,
                        LogWriter.props(
                                persistenceId(which),
                                setup.checkpoints(),
                                new LogWriter.Owner(Adapter.toClassic(context.getSelf()), Written::new, Failed::new)),
                        "ingress-" + which));
    }

    private String persistenceId(int lane) {
        return setup.logId("ingress|" + lane);
    }

    RuntimeException failed(Throwable cause) {
        return new OperatorFailure(
                setup.head().name(),
                "the ingress journal of source '" + setup.head().name() + "' failed: " + cause.getMessage(),
                cause);
    }
}
