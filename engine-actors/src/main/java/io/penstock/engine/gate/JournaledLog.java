package io.penstock.engine.gate;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.connector.PermanentFailureException;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in the journal what one channel has sent, one entry for each element; in memory only where the barriers are in it.
 * What it plays is read back in pages, of which one is in memory.
 *
 * <p>An entry is one byte for the kind of the element and, behind it, for a batch its watermark (8 bytes) and a block of
 * {@link InFlightCodec}, for a watermark its time (8 bytes), for a barrier its checkpoint (8 bytes).
 *
 * <p>Entries are counted from the first of this sender. The sequence number of the one before is known once the first is
 * acknowledged; those before it are of earlier senders and of no use. While the log plays nothing new is sent, so the end of
 * what is to be played is the end of the log.
 */
final class JournaledLog implements ChannelLog {
    private static final byte BATCH = 1;
    private static final byte WATERMARK = 2;
    private static final byte IDLE = 3;
    private static final byte END = 4;
    private static final byte BARRIER = 5;
    private static final long UNKNOWN = -1;

    private final EdgeJournal journal;
    private final int number;
    private final InFlightCodec codec;
    private final @Nullable Codec<Object> keys;
    private final int batchLimit;
    private Runnable onPlayable = () -> {};

    /** Barriers of checkpoints that may be restored or complete some day; the first is the last completed one. */
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    /** How many entries stand before the barriers of completed checkpoints, as many as entries are kept for. */
    private final ArrayDeque<Long> completed = new ArrayDeque<>();
    /** Sizes of the entries that are not acknowledged. */
    private final ArrayDeque<Integer> unwritten = new ArrayDeque<>();

    private ChannelState now = ChannelState.START;
    private long before = UNKNOWN;
    private long sent;
    private long written;

    /** Entries up to here are played, and up to {@link #playEnd} are to be. */
    private long playedTo;

    private long playEnd;
    private final ArrayDeque<byte[]> page = new ArrayDeque<>();
    private @Nullable Element playing;
    private boolean pageAwaited;

    private record Mark(long checkpointId, long entries, ChannelState state) {}

    JournaledLog(
            EdgeJournal journal,
            int number,
            InFlightCodec codec,
            @Nullable Codec<Object> keys,
            int batchLimit,
            long restoredCheckpoint) {
        this.journal = journal;
        this.number = number;
        this.codec = codec;
        this.keys = keys;
        this.batchLimit = batchLimit;
        marks.add(new Mark(restoredCheckpoint, 0, ChannelState.START));
    }

    @Override
    public void onPlayable(Runnable action) {
        onPlayable = action;
    }

    @Override
    public void sent(Element element) {
        if (isPlaying()) {
            throw new IllegalStateException("something is sent on a channel that still plays what was sent before");
        }
        now = now.after(element);
        byte[] entry = encode(element);
        sent++;
        unwritten.add(entry.length);
        journal.unwritten(entry.length);
        journal.store().append(number, entry);
        if (element instanceof Element.Barrier barrier) {
            marks.add(new Mark(barrier.checkpointId(), sent, now));
        }
    }

    /** The oldest entry that was not acknowledged yet now is. */
    void written(long sequence) {
        Integer bytes = unwritten.poll();
        if (bytes == null) {
            throw new IllegalStateException("the journal acknowledges entry " + sequence + ", which was never sent");
        }
        journal.unwritten(-bytes);
        written++;
        if (before == UNKNOWN) {
            before = sequence - 1;
        } else if (sequence != before + written) {
            throw new IllegalStateException(
                    "the journal acknowledges entry " + sequence + " where " + (before + written) + " is the next");
        }
        readOn();
    }

    @Override
    public boolean isFull() {
        return journal.isFull();
    }

    /** Deletes what no completed checkpoint of the last {@code kept} needs. */
    void completed(long checkpointId, int kept) {
        if (base().checkpointId() >= checkpointId) {
            return;
        }
        if (!reaches(checkpointId)) {
            throw new IllegalStateException("checkpoint " + checkpointId
                    + " is complete, but its barrier was never sent on a journaled channel that is at "
                    + base().checkpointId());
        }
        completed.add(base().entries());
        if (completed.size() >= kept) {
            // Where the journal is behind, the next one reaches further.
            long through = Math.min(completed.remove(), written);
            if (through > 0) {
                journal.store().trim(number, before + through);
            }
        }
    }

    private Mark base() {
        return marks.getFirst();
    }

    @Override
    public boolean reaches(long checkpointId) {
        if (marks.stream().noneMatch(mark -> mark.checkpointId() == checkpointId)) {
            return false;
        }
        while (base().checkpointId() < checkpointId) {
            marks.remove();
        }
        return true;
    }

    @Override
    public ChannelState stateAtBarrier() {
        return base().state();
    }

    @Override
    public List<Element> sendAgain() {
        Mark base = base();
        marks.clear();
        marks.add(base);
        playedTo = base.entries();
        playEnd = sent;
        playing = null;
        page.clear();
        readOn();
        return List.of();
    }

    @Override
    public boolean isPlaying() {
        return playing != null || playedTo < playEnd;
    }

    @Override
    public @Nullable Element played() {
        while (playing == null && !page.isEmpty()) {
            playing = decode(page.remove());
            playedTo++;
        }
        readOn();
        return playing;
    }

    @Override
    public void playNext() {
        playing = null;
    }

    /** Asks for a page if one is needed and there is something in it. */
    private void readOn() {
        if (playedTo < playEnd && page.isEmpty() && playing == null && !pageAwaited && written > playedTo) {
            pageAwaited = true;
            journal.store().read(number, before + playedTo);
        }
    }

    /** Takes a page, unless playing has begun anew meanwhile. */
    void read(long after, List<byte[]> entries) {
        pageAwaited = false;
        if (page.isEmpty() && playedTo < playEnd && after == before + playedTo) {
            if (entries.isEmpty()) {
                throw new IllegalStateException(
                        "the journal has no entry behind " + after + ", where " + (before + written) + " is the last");
            }
            page.addAll(entries);
            onPlayable.run();
        } else {
            readOn();
        }
    }

    private byte[] encode(Element element) {
        BinaryOutput out = new BinaryOutput(32);
        if (element instanceof Batch batch) {
            out.writeByte(BATCH);
            out.writeLong(batch.watermark());
            byte[] block = block(batch);
            out.writeRaw(block, 0, block.length);
        } else if (element instanceof Element.Watermark watermark) {
            out.writeByte(WATERMARK);
            out.writeLong(watermark.timeMillis());
        } else if (element instanceof Element.Barrier barrier) {
            out.writeByte(BARRIER);
            out.writeLong(barrier.checkpointId());
        } else if (element instanceof Element.Idle) {
            out.writeByte(IDLE);
        } else {
            out.writeByte(END);
        }
        return out.toByteArray();
    }

    private byte[] block(Batch batch) {
        try {
            return codec.write(List.of(batch), 0, keys).blocks().get(0);
        } catch (NotRecordableException e) {
            String message = "what is sent on a journaled edge cannot be written: " + e.getMessage()
                    + ". Make its class a record, give it a CodecProvider, raise penstock.checkpoint.in-flight-bytes if it"
                    + " is too large, or leave out journaled()";
            throw new IllegalStateException(message, new PermanentFailureException(message, e));
        }
    }

    /** The element of an entry; null for a barrier, which is of a checkpoint that came to nothing. */
    private @Nullable Element decode(byte[] entry) {
        BinaryInput in = new BinaryInput(entry);
        byte kind = in.readByte();
        Element element;
        switch (kind) {
            case BATCH -> {
                long watermark = in.readLong();
                Batch batch = (Batch) codec.read(in.readRaw(in.remaining()), keys, batchLimit);
                batch.watermark(watermark);
                element = batch;
            }
            case WATERMARK -> element = new Element.Watermark(in.readLong());
            case IDLE -> element = new Element.Idle();
            case END -> element = new Element.EndOfInput();
            case BARRIER -> {
                in.readLong();
                return null;
            }
            default ->
                throw new IllegalStateException("the journal of an edge has an entry of kind " + kind
                        + ", this engine reads " + BATCH + " to " + BARRIER
                        + ": start the job with the version of Penstock that wrote it");
        }
        in.expectEnd();
        return element;
    }
}
