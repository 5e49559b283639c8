package io.penstock.simulation;

import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.gate.Delivery;
import io.penstock.engine.state.KeyGroups;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after every message on the channels between tasks, as seen from outside of the actors: by what they send
 * and take.
 *
 * <ul>
 *   <li>Elements of a channel are numbered without a gap, and barriers on it only grow.
 *   <li>No more batches are under way than there is credit, so credit is never negative.
 *   <li>A task gives no credit back for a batch behind a barrier that it holds: it has taken nothing from that channel.
 *   <li>A key group goes to one task of an operator.
 * </ul>
 */
final class Invariants implements Interceptor {
    private final Consumer<String> violations;
    private final int credit;
    private final int keyGroups;
    private final Map<ActorRef, Receiver> receivers = new HashMap<>();
    private final Map<Sending, Channel> bySender = new HashMap<>();
    private final Map<Owned, String> owners = new HashMap<>();
    /** The last checkpoint that began. A task that is made later takes no barrier up to it. */
    private long lastStarted;

    /** One output channel of a task. */
    private record Sending(ActorRef sender, int edge, int channel) {}

    private record Owned(String operator, long generation, int keyGroup) {}

    private static final class Receiver {
        final Channel[] channels;
        long generation;
        long aborted;

        Receiver(String task, int count) {
            channels = new Channel[count];
            for (int i = 0; i < count; i++) {
                channels[i] = new Channel(task + " channel " + i, this);
            }
        }

        /** Barriers that have come on all channels, or that a newer one or an abort has made obsolete, hold nothing. */
        void release() {
            long newest = Arrays.stream(channels).mapToLong(c -> c.held).max().orElse(0);
            boolean all = Arrays.stream(channels).allMatch(c -> c.held == newest);
            for (Channel channel : channels) {
                if (all || channel.held < newest || channel.held <= aborted) {
                    channel.held = 0;
                }
            }
        }
    }

    private static final class Channel {
        final String name;
        final Receiver receiver;
        long sent;
        long arrived;
        long lastBarrier;
        int underWay;
        long taken;
        long credited;
        /** The barrier for which the channel is held, or 0. */
        long held;

        long takenBeforeBarrier;

        Channel(String name, Receiver receiver) {
            this.name = name;
            this.receiver = receiver;
        }
    }

    Invariants(Consumer<String> violations, int credit, int keyGroups) {
        this.violations = violations;
        this.credit = credit;
        this.keyGroups = keyGroups;
    }

    @Override
    public Object onSend(@Nullable Address from, Address to, Object message) {
        if (message instanceof TaskProtocol.Trigger trigger) {
            lastStarted = Math.max(lastStarted, trigger.checkpointId());
        } else if (message instanceof TaskProtocol.Connect connect) {
            connect(to, connect.upstream());
        } else if (message instanceof TaskProtocol.Deliver deliver && from != null) {
            sent(to, deliver.delivery());
        } else if (message instanceof TaskProtocol.Credit back && from != null) {
            credited(to, back);
        }
        return message;
    }

    private void connect(Address to, List<TaskProtocol.Upstream> upstream) {
        Receiver receiver = new Receiver(to.name(), upstream.size());
        receiver.aborted = lastStarted;
        receivers.put(to.ref(), receiver);
        for (int i = 0; i < upstream.size(); i++) {
            TaskProtocol.Upstream sender = upstream.get(i);
            bySender.put(
                    new Sending(Adapter.toClassic(sender.sender()), sender.edge(), sender.channel()),
                    receiver.channels[i]);
        }
    }

    private void sent(Address to, Delivery delivery) {
        Receiver receiver = receivers.get(to.ref());
        if (receiver == null) {
            violations.accept(to + " is sent " + delivery + " and was never connected");
            return;
        }
        receiver.generation = delivery.generation();
        Channel channel = receiver.channels[delivery.channel()];
        if (delivery.sequence() != channel.sent++) {
            violations.accept(
                    channel.name + ": element " + delivery.sequence() + " sent, expected " + (channel.sent - 1));
        }
        Element element = delivery.element();
        if (element instanceof Batch batch) {
            if (++channel.underWay > credit) {
                violations.accept(
                        channel.name + ": " + channel.underWay + " batches under way with credit for " + credit);
            }
            if (batch.isKeyed()) {
                owned(to, delivery, batch);
            }
        } else if (element instanceof Element.Barrier barrier) {
            if (barrier.checkpointId() <= channel.lastBarrier) {
                violations.accept(
                        channel.name + ": barrier " + barrier.checkpointId() + " behind " + channel.lastBarrier);
            }
            channel.lastBarrier = barrier.checkpointId();
        }
    }

    private void owned(Address to, Delivery delivery, Batch batch) {
        String task = to.task();
        String operator = task.substring(0, task.lastIndexOf('-'));
        for (int i = 0; i < batch.size(); i++) {
            int group = KeyGroups.of(batch.keys().hash(i), keyGroups);
            String owner = owners.putIfAbsent(new Owned(operator, delivery.generation(), group), task);
            if (owner != null && !owner.equals(task)) {
                violations.accept("key group " + group + " of " + operator + " goes to " + owner + " and " + task);
            }
        }
    }

    private void credited(Address to, TaskProtocol.Credit back) {
        Channel channel = bySender.get(new Sending(to.ref(), back.edge(), back.channel()));
        if (channel == null) {
            violations.accept(to + " is given credit for a channel it does not have: " + back);
            return;
        }
        if (back.generation() != channel.receiver.generation) {
            return; // from a receiver that is being replaced
        }
        channel.underWay -= back.batches();
        channel.credited += back.batches();
        if (channel.underWay < 0) {
            violations.accept(channel.name + ": credit for " + -channel.underWay + " batches that were never sent");
        }
        if (channel.held > 0 && channel.credited > channel.takenBeforeBarrier) {
            violations.accept(channel.name + " is held for barrier " + channel.held + ", but "
                    + (channel.credited - channel.takenBeforeBarrier) + " batches behind it were handled");
        }
    }

    @Override
    public Object onHandle(Address by, Object message) {
        if (message instanceof TaskProtocol.Deliver deliver) {
            taken(by, deliver.delivery());
        } else if (message instanceof TaskProtocol.Abort abort) {
            Receiver receiver = receivers.get(by.ref());
            if (receiver != null) {
                receiver.aborted = Math.max(receiver.aborted, abort.checkpointId());
                receiver.release();
            }
        }
        return message;
    }

    private void taken(Address by, Delivery delivery) {
        Receiver receiver = receivers.get(by.ref());
        if (receiver == null) {
            return;
        }
        if (delivery.generation() != receiver.generation || delivery.channel() >= receiver.channels.length) {
            return; // stale
        }
        Channel channel = receiver.channels[delivery.channel()];
        if (delivery.sequence() != channel.arrived) {
            return; // what was lost or repeated on the way ends the task
        }
        channel.arrived++;
        if (delivery.element() instanceof Batch) {
            channel.taken++;
        } else if (delivery.element() instanceof Element.Barrier barrier
                && barrier.checkpointId() > receiver.aborted
                && channel.held == 0) {
            channel.held = barrier.checkpointId();
            channel.takenBeforeBarrier = channel.taken;
            receiver.release();
        }
    }
}
