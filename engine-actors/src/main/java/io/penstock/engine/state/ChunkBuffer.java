package io.penstock.engine.state;

import io.penstock.codec.BinaryOutput;
import java.util.function.Consumer;

/**
 * Collects the entries of a snapshot and hands them on in chunks. An entry is
 *
 * <pre>
 *  +-----------------+-----------------+------------------+---------+
 *  | state id varint | key group varint| length, 4 bytes  | payload |
 *  +-----------------+-----------------+------------------+---------+
 * </pre>
 *
 * so that a reader can pass over entries of key groups it does not own. An entry never spans two chunks. What a task keeps
 * beside its keyed state has entries too: their state id is {@link TaskHeader#ITEM_ID}, their key group 0.
 */
public final class ChunkBuffer {
    private final int chunkBytes;
    private final Consumer<byte[]> chunks;
    private BinaryOutput out;
    private long bytes;

    /**
     * @param chunkBytes a chunk is handed on once it has at least this size
     */
    public ChunkBuffer(int chunkBytes, Consumer<byte[]> chunks) {
        this.chunkBytes = chunkBytes;
        this.chunks = chunks;
        this.out = new BinaryOutput(Math.min(chunkBytes, 4096));
    }

    /** Writes one thing that a task keeps beside its keyed state. */
    @FunctionalInterface
    public interface Item {
        /** Appends its bytes, which {@link StateReader#items} gives back. */
        void writeTo(BinaryOutput out);
    }

    /** Appends an item as an entry. */
    public void add(Item item) {
        int frame = begin(TaskHeader.ITEM_ID, 0);
        item.writeTo(out);
        end(frame);
    }

    /** Begins an entry; the payload is written to what {@link #out} gives. */
    int begin(int stateId, int keyGroup) {
        out.writeVarInt(stateId);
        out.writeVarInt(keyGroup);
        return out.beginFrame();
    }

    BinaryOutput out() {
        return out;
    }

    void end(int frame) {
        out.endFrame(frame);
        if (out.size() >= chunkBytes) {
            flush();
        }
    }

    /** Hands on what is there. */
    public void flush() {
        if (out.size() > 0) {
            bytes += out.size();
            chunks.accept(out.toByteArray());
            out.reset();
        }
    }

    /** Bytes handed on so far. */
    public long bytes() {
        return bytes;
    }
}
