package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.engine.element.Keys;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of one channel: the batch being filled, what waits for credit, and the number of the next element.
 * Batches need credit, everything else does not; the order of elements is kept in any case.
 */
final class OutputChannel {
    private final Link link;
    private final int receiverChannel;
    private final long generation;
    private final int batchLimit;
    private final int creditLimit;
    private final ArrayDeque<Element> waiting = new ArrayDeque<>();
    private @Nullable Batch filling;
    private int expected;
    private int credit;
    private long sequence;
    private long watermark = Element.NO_WATERMARK;
    private long sentWatermark = Element.NO_WATERMARK;

    OutputChannel(Link link, int receiverChannel, long generation, int batchLimit, int credit) {
        this.link = link;
        this.receiverChannel = receiverChannel;
        this.generation = generation;
        this.batchLimit = batchLimit;
        this.credit = credit;
        this.creditLimit = credit;
    }

    /** True while something waits for credit: the task must not produce more. */
    boolean isBlocked() {
        return !waiting.isEmpty();
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
            if (credit > 0 && waiting.isEmpty()) {
                ship();
            }
        } else if (watermark != sentWatermark && waiting.isEmpty()) {
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
        if (waiting.isEmpty() && (credit > 0 || !(element instanceof Batch))) {
            send(element);
        } else {
            waiting.add(element);
        }
    }

    private void send(Element element) {
        if (element instanceof Batch) {
            credit--;
        }
        link.send(new Delivery(receiverChannel, generation, sequence++, element));
    }

    /** The receiver has handled {@code batches} more. */
    void credit(int batches) {
        credit += batches;
        if (credit > creditLimit) {
            throw new ChannelBrokenException("credit " + credit + " of a channel is above its limit " + creditLimit);
        }
        while (!waiting.isEmpty() && (credit > 0 || !(waiting.peek() instanceof Batch))) {
            send(waiting.poll());
        }
    }
}
