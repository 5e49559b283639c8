package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What one channel has sent since a checkpoint, and how the channel stood at its barrier, so that a new receiver can be
 * brought to where the old one was. Not thread-safe: owned by the task that sends.
 *
 * <p>Invariant: base, and behind it what is kept, is what was sent up to now.
 */
final class RetainedLog {
    private static final long NOTHING = -1;

    private final Retention retention;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    /** The checkpoint behind whose barrier everything is kept, or {@link #NOTHING}; 0 = the beginning of the job. */
    private long from;

    private State base = State.START;
    private State now = State.START;

    private record Kept(Element element, int bytes) {}

    /** How a channel stands for its receiver, beside the records. */
    private record State(long watermark, boolean idle, boolean ended) {
        static final State START = new State(Element.NO_WATERMARK, false, false);

        State after(Element element) {
            if (element instanceof Batch batch) {
                return batch.watermark() == Element.NO_WATERMARK
                        ? idle ? new State(watermark, false, ended) : this
                        : new State(batch.watermark(), false, ended);
            }
            if (element instanceof Element.Watermark advanced) {
                return new State(advanced.timeMillis(), false, ended);
            }
            if (element instanceof Element.Idle) {
                return new State(watermark, true, ended);
            }
            return element instanceof Element.EndOfInput ? new State(watermark, idle, true) : this;
        }
    }

    /** @param restoredCheckpoint all that is sent follows this one */
    RetainedLog(Retention retention, long restoredCheckpoint) {
        this.retention = retention;
        this.from = restoredCheckpoint;
    }

    /** True if what was sent before the barrier of this checkpoint is kept too. */
    boolean isKeptBefore(long checkpointId) {
        return from != NOTHING && from < checkpointId;
    }

    /** Keeps an element that is being sent. */
    void sent(Element element) {
        now = now.after(element);
        if (from == NOTHING) {
            if (element instanceof Element.Barrier barrier && retention.beginsBehind(barrier.checkpointId())) {
                from = barrier.checkpointId();
                base = now;
            }
            return;
        }
        int bytes = element instanceof Batch batch ? retention.bytesOf(batch) : 0;
        kept.add(new Kept(element, bytes));
        // May let go of everything, this element with it.
        retention.kept(bytes);
    }

    /** Forgets everything: the channel cannot be sent again until it has passed another barrier. */
    void letGo() {
        retention.released(kept.stream().mapToLong(Kept::bytes).sum());
        kept.clear();
        from = NOTHING;
    }

    /** Drops what was sent up to the barrier of a completed checkpoint. */
    void trim(long checkpointId) {
        if (from == NOTHING || from >= checkpointId) {
            return;
        }
        long bytes = 0;
        while (true) {
            Kept first = kept.poll();
            if (first == null) {
                throw new IllegalStateException("checkpoint " + checkpointId
                        + " is complete, but its barrier was never sent on a channel kept from " + from);
            }
            bytes += first.bytes();
            base = base.after(first.element());
            if (first.element() instanceof Element.Barrier barrier && barrier.checkpointId() == checkpointId) {
                break;
            }
        }
        from = checkpointId;
        retention.released(bytes);
    }

    /** True if all that followed this completed checkpoint is kept. Drops what came before. */
    boolean reaches(long checkpointId) {
        trim(checkpointId);
        return from == checkpointId;
    }

    /** What brings a new receiver to the state at the barrier, beside its snapshot. */
    List<Element> stateAtBarrier() {
        List<Element> elements = new ArrayList<>();
        if (base.watermark() != Element.NO_WATERMARK) {
            elements.add(new Element.Watermark(base.watermark()));
        }
        if (base.idle()) {
            elements.add(new Element.Idle());
        }
        if (base.ended()) {
            elements.add(new Element.EndOfInput());
        }
        return elements;
    }

    /**
     * Takes out what followed the barrier, to be sent again and with that kept again. Without barriers: those that
     * followed are of checkpoints that came to nothing.
     */
    List<Element> takeAll() {
        List<Element> elements = new ArrayList<>(kept.size());
        long bytes = 0;
        for (Kept entry : kept) {
            bytes += entry.bytes();
            if (!(entry.element() instanceof Element.Barrier)) {
                elements.add(entry.element());
            }
        }
        kept.clear();
        retention.released(bytes);
        now = base;
        return elements;
    }
}
