package io.penstock.simulation;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.fakes.JournalStorage;
import io.penstock.engine.gate.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Bugs in how elements cross from task to task. */
final class ChannelBugs {
    private ChannelBugs() {}

    /** Numbers the elements of each channel anew, so that nothing is missed where something is left out or put in. */
    abstract static class Renumbering extends PlantedBug {
        private final Map<ActorRef, Integer> channelsOf = new HashMap<>();
        private final Map<Channel, Long> sent = new HashMap<>();

        record Channel(ActorRef receiver, int number) {}

        @Override
        final @Nullable Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof TaskProtocol.Connect connect) {
                channelsOf.put(to.ref(), connect.upstream().size());
            } else if (message instanceof TaskProtocol.Deliver deliver) {
                deliver(from, to, deliver.delivery(), channelsOf.getOrDefault(to.ref(), 1), post);
                return null;
            }
            return message;
        }

        abstract void deliver(Address from, Address to, Delivery delivery, int channels, Post post);

        final void send(Address from, Address to, Delivery delivery, Post post) {
            long sequence = sent.merge(new Channel(to.ref(), delivery.channel()), 1L, Long::sum) - 1;
            post.send(
                    from,
                    to,
                    new TaskProtocol.Deliver(
                            new Delivery(delivery.channel(), delivery.generation(), sequence, delivery.element())));
        }
    }

    /** A task does not hold a channel whose barrier has come: what follows on it gets into the older checkpoint. */
    static final class BarrierNotHeld extends Renumbering {
        private final Map<ActorRef, Map<Integer, Waiting>> waitingAt = new HashMap<>();

        private record Waiting(Address from, Delivery barrier) {}

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            if (!(delivery.element() instanceof Element.Barrier)) {
                send(from, to, delivery, post);
                return;
            }
            Map<Integer, Waiting> waiting = waitingAt.computeIfAbsent(to.ref(), ref -> new TreeMap<>());
            waiting.put(delivery.channel(), new Waiting(from, delivery));
            if (waiting.size() == channels) {
                waiting.values().forEach(one -> send(one.from(), to, one.barrier(), post));
                waiting.clear();
            }
        }
    }

    /** A task takes its snapshot at the first barrier: what comes before the barriers of other channels is lost. */
    static final class FirstBarrierCounts extends Renumbering {
        private final Map<Channel, Address> senders = new HashMap<>();
        private final Map<ActorRef, Long> passed = new HashMap<>();

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            senders.put(new Channel(to.ref(), delivery.channel()), from);
            if (!(delivery.element() instanceof Element.Barrier barrier)) {
                send(from, to, delivery, post);
                return;
            }
            if (barrier.checkpointId() <= passed.getOrDefault(to.ref(), 0L)) {
                return;
            }
            passed.put(to.ref(), barrier.checkpointId());
            for (int channel = 0; channel < channels; channel++) {
                Address sender = senders.getOrDefault(new Channel(to.ref(), channel), from);
                send(sender, to, new Delivery(channel, delivery.generation(), 0, barrier), post);
            }
        }
    }

    /** A barrier overtakes the batch before it on its channel: that counts to the newer checkpoint. */
    static final class BarrierOvertakes extends Renumbering {
        private final Map<Channel, Delivery> kept = new HashMap<>();

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            Channel channel = new Channel(to.ref(), delivery.channel());
            Delivery before = kept.remove(channel);
            if (delivery.element() instanceof Element.Barrier) {
                send(from, to, delivery, post);
                if (before != null) {
                    send(from, to, before, post);
                }
                return;
            }
            if (before != null) {
                send(from, to, before, post);
            }
            if (delivery.element() instanceof Batch && delivery.sequence() % 4 == 1) {
                kept.put(channel, delivery);
            } else {
                send(from, to, delivery, post);
            }
        }
    }

    /** A channel, whichever actor is its receiver. */
    private record Lane(ActorRef sender, String receiver, int channel) {}

    /** What a sender kept for a receiver that restarts begins one batch too late. */
    static final class ReplayBeginsLate extends Renumbering {
        private final Map<Lane, Long> generations = new HashMap<>();
        private final Set<Lane> due = new HashSet<>();

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            Lane lane = new Lane(from.ref(), to.task(), delivery.channel());
            Long before = generations.put(lane, delivery.generation());
            if (before != null && before != delivery.generation()) {
                due.add(lane);
            }
            if (!(delivery.element() instanceof Batch) || !due.remove(lane)) {
                send(from, to, delivery, post);
            }
        }
    }

    /** What a sender kept for a receiver that restarts has a batch from before the checkpoint at its head. */
    static final class ReplayBeginsEarly extends Renumbering {
        private final Map<Lane, Long> generations = new HashMap<>();
        /** The last batch before the newest barrier, and the one of the epoch that has begun. */
        private final Map<Lane, Batch> beforeBarrier = new HashMap<>();

        private final Map<Lane, Batch> last = new HashMap<>();

        @Override
        void deliver(Address from, Address to, Delivery delivery, int channels, Post post) {
            Lane lane = new Lane(from.ref(), to.task(), delivery.channel());
            Long before = generations.put(lane, delivery.generation());
            Batch early = beforeBarrier.get(lane);
            if (before != null && before != delivery.generation() && early != null) {
                send(from, to, new Delivery(delivery.channel(), delivery.generation(), 0, Batches.copy(early)), post);
            }
            if (delivery.element() instanceof Batch batch) {
                last.put(lane, Batches.copy(batch));
            } else if (delivery.element() instanceof Element.Barrier && last.containsKey(lane)) {
                beforeBarrier.put(lane, last.get(lane));
            }
            send(from, to, delivery, post);
        }
    }

    /** Puts another batch in the place of one on each channel. */
    private abstract static class OtherBatch extends PlantedBug {
        @Override
        final Object onSend(Address from, Address to, Object message, Post post) {
            if (message instanceof TaskProtocol.Deliver deliver
                    && deliver.delivery().sequence() == 5
                    && deliver.delivery().element() instanceof Batch batch) {
                Delivery delivery = deliver.delivery();
                return new TaskProtocol.Deliver(
                        new Delivery(delivery.channel(), delivery.generation(), delivery.sequence(), other(batch)));
            }
            return message;
        }

        abstract Batch other(Batch batch);
    }

    /** The records of a batch are lost on a channel. */
    static final class RecordsLost extends OtherBatch {
        @Override
        Batch other(Batch batch) {
            return Batches.repeated(batch, 0);
        }
    }

    /** The records of a batch come twice on a channel. */
    static final class RecordsRepeated extends OtherBatch {
        @Override
        Batch other(Batch batch) {
            return Batches.repeated(batch, 2);
        }
    }

    /** What a journaled edge reads back is off by one: each entry in the place of the next. */
    static final class JournalPlayedOffByOne extends PlantedBug {
        private final Map<String, Object> last = new HashMap<>();

        @Override
        Object onReplayed(String persistenceId, Object event, JournalStorage journal) {
            if (!persistenceId.contains("|edge|")) {
                return event;
            }
            Object before = last.put(persistenceId, event);
            return before == null ? event : before;
        }
    }

    /** Credit is given back for every second batch only, so that channels run dry. */
    static final class CreditForgotten extends PlantedBug {
        private int given;

        @Override
        @Nullable
        Object onSend(Address from, Address to, Object message, Post post) {
            return message instanceof TaskProtocol.Credit && ++given % 2 == 0 ? null : message;
        }
    }

    /**
     * After a restart one of the senders sends the keys of two tasks to the respective other one: their key groups have
     * two owners, and one of them does not have the state.
     */
    static final class KeyGroupOwnedTwice extends PlantedBug {
        private static final Set<String> KEYED = Set.of("sums", "first", "again", "windows", "sliding", "timers");
        private final Set<String> connected = new HashSet<>();
        private final Set<Output> crossed = new HashSet<>();

        private record Output(ActorRef sender, int edge) {}

        @Override
        Object onSend(Address from, Address to, Object message, Post post) {
            if (!(message instanceof TaskProtocol.Connect connect)) {
                return message;
            }
            boolean again = !connected.add(to.task());
            List<List<TaskProtocol.Target>> outputs = new ArrayList<>();
            for (int edge = 0; edge < connect.outputs().size(); edge++) {
                List<TaskProtocol.Target> targets =
                        new ArrayList<>(connect.outputs().get(edge));
                if (again && to.task().endsWith("-0") && targets.size() > 1 && isKeyed(targets.get(0))) {
                    crossed.add(new Output(to.ref(), edge));
                    targets.add(0, targets.remove(1));
                }
                outputs.add(targets);
            }
            List<TaskProtocol.Upstream> upstream = new ArrayList<>();
            for (TaskProtocol.Upstream sender : connect.upstream()) {
                Output output = new Output(Adapter.toClassic(sender.sender()), sender.edge());
                upstream.add(
                        crossed.contains(output) && sender.channel() < 2
                                ? new TaskProtocol.Upstream(sender.sender(), sender.edge(), 1 - sender.channel())
                                : sender);
            }
            return new TaskProtocol.Connect(outputs, upstream);
        }

        private static boolean isKeyed(TaskProtocol.Target target) {
            String task = target.receiver().path().name();
            return KEYED.contains(task.substring(0, task.lastIndexOf('-')));
        }
    }
}
