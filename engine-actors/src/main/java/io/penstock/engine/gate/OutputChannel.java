package io.penstock.engine.gate;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import io.penstock.engine.element.Keys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of one channel: the batch being filled, what waits for credit, and the number of the next element.
 * Batches need credit, everything else does not; the order of elements is kept in any case.
 *
 * <p>A channel that keeps what it has sent does so in a {@link ChannelLog}. When its receiver has failed, it is held, and
 * then connected to a new one, which gets what followed the restored checkpoint once more.
 */
final class OutputChannel {
    private final int receiverChannel;
    private final int batchLimit;
    private final @Nullable ChannelLog log;
    private Link link;
    /** That of the receiver. */
    private long generation;

    private boolean held;
    private final int creditLimit;
    private final ArrayDeque<Element> waiting = new ArrayDeque<>();
    /** So many at the head of {@link #waiting} were overtaken by a barrier, before which they are in the log already. */
    private int logged;

    private @Nullable Batch filling;
    private int expected;
    private int credit;
    private long sequence;
    private long watermark = Element.NO_WATERMARK;
    private long sentWatermark = Element.NO_WATERMARK;

    OutputChannel(
            Link link, int receiverChannel, long generation, int batchLimit, int credit, @Nullable ChannelLog log) {
        this.link = link;
        this.receiverChannel = receiverChannel;
        this.generation = generation;
        this.batchLimit = batchLimit;
        this.credit = credit;
        this.creditLimit = credit;
        this.log = log;
        if (log != null) {
            log.onPlayable(this::sendWaiting);
        }
    }

    /** True while something waits for credit, or for the journal: the task must not produce more. */
    boolean isBlocked() {
        return !waiting.isEmpty() || (log != null && (log.isPlaying() || log.isFull()));
    }

    private boolean isPlaying() {
        return log != null && log.isPlaying();
    }

    boolean isDry() {
        return (filling == null || filling.isEmpty()) && watermark == sentWatermark;
    }

    /** Adds the records of a batch at {@code order[from]} and so on up to {@code end}, with their keys. */
    void append(Batch records, Keys keys, int[] order, int from, int end) {
        int next = from;
        while (next < end) {
            Batch batch = filling;
            if (batch == null) {
                batch = Batch.keyedLike(keys, expected, batchLimit);
                filling = batch;
            }
            int count = Math.min(end - next, batchLimit - batch.size());
            batch.append(records, keys, order, next, count);
            next += count;
            if (batch.isFull()) {
                ship();
            }
        }
    }

    /** Takes a whole batch: sent as it is if it is large, else added to the one being filled. */
    void add(Batch batch) {
        Batch current = filling;
        if (current == null || current.isEmpty()) {
            filling = batch;
            if (batch.size() * 2 >= batchLimit) {
                ship();
            }
            return;
        }
        if (current.size() + batch.size() > batchLimit) {
            ship();
            filling = batch;
            if (batch.size() * 2 >= batchLimit) {
                ship();
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            current.add(batch.value(i), batch.timestampMillis(i));
        }
        if (current.isFull()) {
            ship();
        }
    }

    /** Remembers a watermark; it goes with the next batch or flush, which keeps it behind what is being filled. */
    void watermark(long timeMillis) {
        watermark = timeMillis;
    }

    /** Sends what is being filled if there is credit for it, and the watermark. */
    void flush() {
        if (filling != null && !filling.isEmpty()) {
            if (credit > 0 && !isBlocked()) {
                ship();
            }
        } else if (watermark != sentWatermark && !isBlocked() && !held) {
            sentWatermark = watermark;
            send(new Element.Watermark(watermark));
        }
    }

    /** Puts an element behind everything that was added. It needs no credit, but what stands before it may. */
    void control(Element element) {
        if (filling != null && !filling.isEmpty()) {
            ship();
        }
        if (watermark != sentWatermark) {
            sentWatermark = watermark;
            enqueue(new Element.Watermark(watermark));
        }
        enqueue(element);
    }

    private void ship() {
        Batch batch = filling;
        if (batch == null) {
            return;
        }
        filling = null;
        expected = batch.size();
        if (watermark != sentWatermark) {
            sentWatermark = watermark;
            batch.watermark(watermark);
        } else {
            batch.watermark(Element.NO_WATERMARK);
        }
        enqueue(batch);
    }

    private void enqueue(Element element) {
        if (!held && waiting.isEmpty() && !isPlaying() && (credit > 0 || !(element instanceof Batch))) {
            send(element);
        } else {
            waiting.add(element);
        }
    }

    /**
     * Lets the barrier of a checkpoint overtake what waits before it. It takes a written copy with it, as what it has
     * overtaken belongs to its checkpoint. Does nothing if the barrier does not wait here.
     *
     * @throws NotRecordableException if that cannot be written; the barrier keeps its place then
     */
    void overtake(long checkpointId, InFlightCodec codec, @Nullable Codec<Object> keys) throws NotRecordableException {
        if (held) {
            return;
        }
        List<Element> before = new ArrayList<>();
        boolean found = false;
        for (Element element : waiting) {
            if (element instanceof Element.Barrier barrier && barrier.checkpointId() == checkpointId) {
                found = true;
                break;
            }
            before.add(element);
        }
        if (!found) {
            return;
        }
        if (isPlaying()) {
            throw new NotRecordableException("it is still being sent again to a receiver that was restarted");
        }
        // Only batches: a watermark of this channel alone says nothing to the receiver's snapshot.
        InFlight overtaken =
                codec.write(before.stream().filter(Batch.class::isInstance).toList(), 0, keys);
        int position = 0;
        for (Element element : before) {
            if (log != null && position++ >= logged && !(element instanceof Element.Barrier)) {
                log.sent(element);
            }
        }
        // Older barriers are of checkpoints that came to nothing.
        waiting.removeIf(
                element -> element instanceof Element.Barrier barrier && barrier.checkpointId() <= checkpointId);
        logged = (int) before.stream()
                .filter(element -> !(element instanceof Element.Barrier))
                .count();
        if (log != null) {
            log.sent(new Element.Barrier(checkpointId));
        }
        deliver(new Element.Barrier(checkpointId, overtaken));
    }

    private void send(Element element) {
        if (element instanceof Batch) {
            credit--;
        }
        if (logged > 0) {
            logged--;
        } else if (log != null) {
            log.sent(element);
        }
        deliver(element);
    }

    private void deliver(Element element) {
        link.send(new Delivery(receiverChannel, generation, sequence++, element));
    }

    /**
     * The receiver has handled {@code batches} more.
     *
     * @param receiver the generation of the receiver that says so; that of a former one changes nothing
     */
    void credit(long receiver, int batches) {
        if (receiver != generation || held) {
            return;
        }
        credit += batches;
        if (credit > creditLimit) {
            throw new ChannelBrokenException("credit " + credit + " of a channel is above its limit " + creditLimit);
        }
        sendWaiting();
    }

    private void sendWaiting() {
        if (held || !play()) {
            return;
        }
        while (!waiting.isEmpty() && (credit > 0 || !(waiting.peek() instanceof Batch))) {
            send(waiting.poll());
        }
    }

    /** Sends what the log plays, which stands before all that waits; true once there is no more. */
    private boolean play() {
        if (log == null) {
            return true;
        }
        while (true) {
            Element next = log.played();
            if (next == null) {
                return !log.isPlaying();
            }
            if (next instanceof Batch) {
                if (credit == 0) {
                    return false;
                }
                credit--;
            }
            log.playNext();
            deliver(next);
        }
    }

    /**
     * Sends nothing until {@link #connect}: the receiver is gone.
     *
     * @return whether all that followed the checkpoint can be sent again
     */
    boolean hold(long checkpointId) {
        held = true;
        credit = 0;
        return log != null && log.reaches(checkpointId);
    }

    /** Begins anew with a receiver that has restored the checkpoint for which the channel was held. */
    void connect(Link receiver, long receiverGeneration) {
        if (!held || log == null) {
            throw new IllegalStateException("a channel is connected to a new receiver without having been held");
        }
        link = receiver;
        generation = receiverGeneration;
        sequence = 0;
        credit = creditLimit;
        held = false;
        log.stateAtBarrier().elements().forEach(this::deliver);
        // What a barrier has overtaken comes out of the log, or is in the snapshot of the receiver.
        List<Element> rest = new ArrayList<>(waiting).subList(logged, waiting.size());
        logged = 0;
        waiting.clear();
        waiting.addAll(log.sendAgain());
        waiting.addAll(rest);
        sendWaiting();
    }
}
