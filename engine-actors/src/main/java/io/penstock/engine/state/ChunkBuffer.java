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
 * so that a reader can pass over entries of key groups it does not own. An entry never spans two chunks.
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
