package io.penstock.engine.gate;

import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All channels into one task. Deliveries go in by {@link #offer} in the order in which they came; {@link #poll} gives
 * out what the task handles next: a batch, an advanced watermark of all channels together, a barrier that has come on all
 * of them, the end of all input. What a restored snapshot holds as on its way goes first.
 *
 * <p>A task that was told to wait no longer for a checkpoint asks {@link #dueCut} before it polls. See {@code
 * docs/UNALIGNED.md}.
 *
 * <p>Invariants: the order of each channel is kept; nothing is given out from a channel whose barrier is held; what is
 * queued is bounded by the credit of the channels, as the task gives credit back only for what it has handled.
 *
 * <p>Not thread-safe: owned by its task.
 */
public final class InputGate {
    /** The channel of a batch that came out of a restored snapshot. */
    public static final int RESTORED = -1;

    private static final Element.EndOfInput END = new Element.EndOfInput();
    private static final Element.Idle IDLE = new Element.Idle();

    private final long generation;
    private final long[] nextSequence;
    private final boolean[] ended;
    private final ArrayDeque<Delivery>[] held;
    /** Released from holding: goes before the inbox. */
    private final ArrayDeque<Delivery> released = new ArrayDeque<>();

    private final ArrayDeque<Delivery> inbox = new ArrayDeque<>();
    /** Of the restored snapshot, in order: batches and watermarks. Empty for all of a task's life but its beginning. */
    private final ArrayDeque<Element> restored = new ArrayDeque<>();

    private final Aligner aligner;
    private final BarriersAtHand barriers;
    private final WatermarkMerger watermarks;
    private final int queueLimit;
    private int running;
    private int batchChannel = -1;
    private long batchWatermark = Element.NO_WATERMARK;
    private boolean endDue;
    private boolean wasIdle;
    private long stale;
    private long obsoleteBarriers;

    /**
     * @param channels how many channels lead here; at least one
     * @param generation the attempt this gate belongs to; deliveries of others are dropped and counted
     * @param lastCheckpoint the last checkpoint that began before this generation, or 0: its barrier and older ones are
     *     ignored
     * @param restoredWatermark the merged watermark in that checkpoint
     * @param creditPerChannel batches a sender may have under way on a channel
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public InputGate(int channels, long generation, long lastCheckpoint, long restoredWatermark, int creditPerChannel) {
        if (channels < 1) {
            throw new IllegalArgumentException("a gate needs at least one channel");
        }
        this.generation = generation;
        this.nextSequence = new long[channels];
        this.ended = new boolean[channels];
        this.held = new ArrayDeque[channels];
        for (int i = 0; i < channels; i++) {
            held[i] = new ArrayDeque<>();
        }
        this.aligner = new Aligner(channels, lastCheckpoint);
        this.barriers = new BarriersAtHand(channels);
        this.watermarks = new WatermarkMerger(channels, restoredWatermark);
        this.running = channels;
        // Beside batches, a channel carries few elements: watermarks between batches, barriers, the end.
        this.queueLimit = Math.multiplyExact(channels, 4 * creditPerChannel + 64);
    }

    /**
     * Takes a delivery.
     *
     * @throws ChannelBrokenException if something is missing or repeated before it, or more came than credit allows
     */
    public void offer(Delivery delivery) {
        if (delivery.generation() != generation) {
            stale++;
            return;
        }
        int channel = delivery.channel();
        if (delivery.sequence() != nextSequence[channel]) {
            throw new ChannelBrokenException("channel " + channel + ": expected element " + nextSequence[channel]
                    + ", got " + delivery.sequence());
        }
        nextSequence[channel]++;
        if (inbox.size() >= queueLimit) {
            throw new ChannelBrokenException("channel " + channel + ": more than " + queueLimit
                    + " elements wait, which credit should make impossible");
        }
        inbox.add(delivery);
        if (delivery.element() instanceof Element.Barrier barrier && !aligner.isPassed(barrier.checkpointId())) {
            barriers.arrived(channel, barrier);
        }
    }

    /** What was on its way to the task when the restored snapshot was taken. To be called before the first poll. */
    public void restore(List<Element> inFlight) {
        restored.addAll(inFlight);
    }

    /** What to handle next, or null if nothing is at hand. */
    public @Nullable Element poll() {
        if (batchWatermark != Element.NO_WATERMARK) {
            long timeMillis = batchWatermark;
            batchWatermark = Element.NO_WATERMARK;
            if (watermarks.advance(batchChannel, timeMillis)) {
                return new Element.Watermark(watermarks.merged());
            }
        }
        while (!restored.isEmpty()) {
            Element due = acceptRestored(restored.poll());
            if (due != null) {
                return due;
            }
        }
        while (true) {
            if (endDue) {
                endDue = false;
                return END;
            }
            Delivery delivery = released.isEmpty() ? inbox.poll() : released.poll();
            if (delivery == null) {
                return null;
            }
            int channel = delivery.channel();
            if (aligner.holds(channel)) {
                held[channel].add(delivery);
                continue;
            }
            Element due = accept(channel, delivery.element());
            if (due != null) {
                return due;
            }
        }
    }

    /** What was on its way belongs to no channel of this generation: it is owed no credit. */
    private @Nullable Element acceptRestored(Element element) {
        if (element instanceof Element.Watermark watermark) {
            return watermarks.restore(watermark.timeMillis()) ? element : null;
        }
        wasIdle = false;
        batchChannel = RESTORED;
        return element;
    }

    private @Nullable Element accept(int channel, Element element) {
        if (element instanceof Batch batch) {
            if (ended[channel]) {
                throw new ChannelBrokenException("channel " + channel + ": a batch came after the end of input");
            }
            watermarks.activate(channel);
            wasIdle = false;
            batchChannel = channel;
            batchWatermark = batch.watermark();
            return batch;
        }
        if (element instanceof Element.Watermark watermark) {
            return afterChange(watermarks.advance(channel, watermark.timeMillis()));
        }
        if (element instanceof Element.Barrier barrier) {
            return barrier(channel, barrier);
        }
        if (element instanceof Element.Idle) {
            return afterChange(watermarks.idle(channel));
        }
        return end(channel);
    }

    /** The merged watermark if it has advanced, or idleness if no channel is active any more. */
    private @Nullable Element afterChange(boolean advanced) {
        boolean idle = watermarks.allIdle();
        boolean becameIdle = idle && !wasIdle;
        wasIdle = idle;
        if (advanced) {
            return new Element.Watermark(watermarks.merged());
        }
        return becameIdle ? IDLE : null;
    }

    private @Nullable Element barrier(int channel, Element.Barrier barrier) {
        switch (aligner.barrier(channel, barrier.checkpointId())) {
            case COMPLETE -> {
                release();
                long id = barrier.checkpointId();
                Element.Barrier complete = new Element.Barrier(id, barriers.overtaken(id));
                barriers.passed(id);
                return complete;
            }
            case SUPERSEDED -> release();
            case OBSOLETE -> obsoleteBarriers++;
            case WAITING -> {
                return null;
            }
        }
        return null;
    }

    private @Nullable Element end(int channel) {
        if (ended[channel]) {
            throw new ChannelBrokenException("channel " + channel + ": the end of input came twice");
        }
        ended[channel] = true;
        running--;
        endDue = running == 0;
        return afterChange(watermarks.advance(channel, Element.FINAL_WATERMARK));
    }

    /**
     * Gives up waiting for the barriers of a checkpoint that was aborted. The caller goes on to {@link #poll}, as what
     * was held may be at hand now.
     */
    public void abort(long checkpointId) {
        barriers.passed(checkpointId);
        if (aligner.abort(checkpointId)) {
            release();
        }
    }

    /** Says that a checkpoint is to be cut as soon as its barriers are at hand, whatever waits before them. */
    public void urge(long checkpointId) {
        barriers.urge(checkpointId);
    }

    /** The checkpoint to cut now, as it is urgent and its barriers are at hand on all channels; or 0. */
    public long dueCut() {
        return barriers.due();
    }

    /**
     * What waits before the barriers of the checkpoint that is due: of each channel in its order, and before all what
     * was restored and is not handled. Changes nothing.
     */
    public List<Element> beforeCut() {
        long checkpointId = barriers.due();
        List<Element> before = new ArrayList<>(restored);
        boolean[] done = new boolean[ended.length];
        for (int channel = 0; channel < done.length; channel++) {
            done[channel] = aligner.holds(channel, checkpointId);
        }
        for (ArrayDeque<Delivery> queue : held) {
            addBefore(checkpointId, queue, done, before);
        }
        addBefore(checkpointId, released, done, before);
        addBefore(checkpointId, inbox, done, before);
        return before;
    }

    private static void addBefore(long checkpointId, ArrayDeque<Delivery> queue, boolean[] done, List<Element> before) {
        for (Delivery delivery : queue) {
            int channel = delivery.channel();
            if (done[channel]) {
                continue;
            }
            if (delivery.element() instanceof Element.Barrier barrier && barrier.checkpointId() == checkpointId) {
                done[channel] = true;
            } else if (delivery.element() instanceof Batch batch) {
                before.add(batch);
            }
        }
    }

    /**
     * Cuts: the checkpoint that is due is done with, no channel is held for it, and its barriers that wait are passed over.
     *
     * @return the barrier, with what its kind has overtaken on all channels: that belongs into the snapshot, behind what
     *     {@link #beforeCut} gave
     */
    public Element.Barrier cut() {
        long checkpointId = barriers.due();
        Element.Barrier cut = new Element.Barrier(checkpointId, barriers.overtaken(checkpointId));
        abort(checkpointId);
        return cut;
    }

    /** Does not cut: what waits before the barriers cannot be in a snapshot, so it is handled before they count. */
    public void refuseCut() {
        barriers.refuse();
    }

    /** Puts what was held before everything that came later. */
    private void release() {
        for (int channel = held.length - 1; channel >= 0; channel--) {
            ArrayDeque<Delivery> queue = held[channel];
            while (!queue.isEmpty()) {
                released.addFirst(queue.pollLast());
            }
        }
    }

    /** The channel of the batch that {@link #poll} gave last: where its credit goes; or {@link #RESTORED}. */
    public int batchChannel() {
        return batchChannel;
    }

    public long watermark() {
        return watermarks.merged();
    }

    public boolean isAligning() {
        return aligner.isAligning();
    }

    /** True when all channels are at their end and that was given out. */
    public boolean isEnded() {
        return running == 0 && !endDue;
    }

    public int channels() {
        return ended.length;
    }

    /** Deliveries of other generations that were dropped. */
    public long stale() {
        return stale;
    }

    /** Barriers of checkpoints that were done with already. */
    public long obsoleteBarriers() {
        return obsoleteBarriers;
    }
}
