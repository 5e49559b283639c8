package io.penstock.benchmarks.pause;

import io.penstock.benchmarks.pause.Pauses.Kind;
import io.penstock.engine.checkpoint.SnapshotWriter;
import io.penstock.engine.checkpoint.TaskProtocol;
import io.penstock.engine.clock.Clock;
import io.penstock.engine.element.Element;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one task. A task is busy with a message from when it is taken until the next one is asked for, or until
 * the thread that took it asks whether there is one. Of the barriers of a checkpoint only that counts which took longest:
 * the last to come makes the task stop.
 */
final class TimedQueue implements MessageQueue {
    private static final Clock CLOCK = Clock.system();
    private static final long NONE = -1;

    private final MessageQueue messages;
    private @Nullable Thread worker;
    private Kind kind = Kind.RECORDS;
    private long takenNanos;
    /** Of the message that is worked at, if it is a barrier; else {@link #NONE}. */
    private long barrier = NONE;

    private long checkpoint = NONE;
    private long longestNanos;

    TimedQueue(MessageQueue messages) {
        this.messages = messages;
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope handle) {
        messages.enqueue(receiver, handle);
    }

    @Override
    public synchronized @Nullable Envelope dequeue() {
        done();
        Envelope next = messages.dequeue();
        if (next != null) {
            begin(next.message());
        }
        return next;
    }

    @Override
    public boolean hasMessages() {
        // Asked when a worker is done, while another one may be at the next message already.
        synchronized (this) {
            if (worker == Thread.currentThread()) {
                done();
            }
        }
        return messages.hasMessages();
    }

    private void begin(Object message) {
        barrier = NONE;
        if (message instanceof TaskProtocol.Deliver deliver
                && deliver.delivery().element() instanceof Element.Barrier cut) {
            kind = Kind.BARRIER;
            barrier = cut.checkpointId();
        } else {
            kind = writesSlice(message) ? Kind.SLICE : Kind.RECORDS;
        }
        worker = Thread.currentThread();
        takenNanos = CLOCK.nanos();
    }

    /** The engine does not show the class of the first. */
    private static boolean writesSlice(Object message) {
        return message.getClass().getName().endsWith(".TaskSnapshots$Slice")
                || message instanceof SnapshotWriter.Acknowledged;
    }

    private void done() {
        if (worker == null) {
            return;
        }
        worker = null;
        long nanos = CLOCK.nanos() - takenNanos;
        if (kind != Kind.BARRIER) {
            Pauses.lasted(kind, nanos);
            return;
        }
        if (barrier != checkpoint) {
            if (checkpoint != NONE) {
                Pauses.lasted(Kind.BARRIER, longestNanos);
            }
            checkpoint = barrier;
            longestNanos = 0;
        }
        longestNanos = Math.max(longestNanos, nanos);
    }

    @Override
    public int numberOfMessages() {
        return messages.numberOfMessages();
    }

    @Override
    public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
        messages.cleanUp(owner, deadLetters);
    }
}
