package io.penstock.simulation;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedDequeBasedMessageQueueSemantics;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Mailboxes that ask the simulated thread about every message that goes in and comes out. Made by the actor system. */
public final class SimulatedMailbox implements MailboxType, ProducesMessageQueue<SimulatedMailbox.Queue> {
    private final SimulatedThread thread = SimulatedThread.current();

    public SimulatedMailbox(ActorSystem.Settings settings, Config config) {}

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        return new Queue(thread, owner.isEmpty() ? null : Address.of(owner.get()));
    }

    /** One mailbox. */
    public static final class Queue implements MessageQueue, UnboundedDequeBasedMessageQueueSemantics {
        private final SimulatedThread thread;
        private final @Nullable Address address;
        private final ArrayDeque<Envelope> messages = new ArrayDeque<>();

        private Queue(SimulatedThread thread, @Nullable Address address) {
            this.thread = thread;
            this.address = address;
        }

        @Nullable
        Address address() {
            return address;
        }

        @Override
        public void enqueue(ActorRef receiver, Envelope envelope) {
            if (address == null) {
                messages.addLast(envelope);
                return;
            }
            Object message = thread.sent(address, envelope.message());
            if (message != null) {
                messages.addLast(with(envelope, message));
            }
        }

        private static Envelope with(Envelope envelope, Object message) {
            return message == envelope.message() ? envelope : new Envelope(message, envelope.sender());
        }

        /** What an actor had stashed: it was asked about when it was sent. */
        @Override
        public void enqueueFirst(ActorRef receiver, Envelope envelope) {
            messages.addFirst(envelope);
        }

        @Override
        public @Nullable Envelope dequeue() {
            Envelope next = messages.pollFirst();
            return next == null || address == null ? next : with(next, thread.handled(address, next.message()));
        }

        @Override
        public int numberOfMessages() {
            return messages.size();
        }

        @Override
        public boolean hasMessages() {
            return !messages.isEmpty();
        }

        @Override
        public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            messages.clear();
        }
    }
}
