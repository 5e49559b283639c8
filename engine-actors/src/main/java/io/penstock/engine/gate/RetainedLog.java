package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps in memory what one channel has sent since a checkpoint.
 *
 * <p>Invariant: base, and behind it what is kept, is what was sent up to now.
 */
final class RetainedLog implements ChannelLog {
    private static final long NOTHING = -1;

    private final Retention retention;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    /** The checkpoint behind whose barrier everything is kept, or {@link #NOTHING}; 0 = the beginning of the job. */
    private long from;

    private ChannelState base = ChannelState.START;
    private ChannelState now = ChannelState.START;

    private record Kept(Element element, int bytes) {}

    /** @param restoredCheckpoint all that is sent follows this one */
    RetainedLog(Retention retention, long restoredCheckpoint) {
        this.retention = retention;
        this.from = restoredCheckpoint;
    }

    /** True if what was sent before the barrier of this checkpoint is kept too. */
    boolean isKeptBefore(long checkpointId) {
        return from != NOTHING && from < checkpointId;
    }

    @Override
    public void sent(Element element) {
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

    @Override
    public boolean reaches(long checkpointId) {
        trim(checkpointId);
        return from == checkpointId;
    }

    @Override
    public ChannelState stateAtBarrier() {
        return base;
    }

    @Override
    public List<Element> sendAgain() {
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
