package io.penstock.connector.outbox;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.CustomCodec;

/** Chunks as they lie in snapshots. */
final class OutboxChunkCodec extends CustomCodec<OutboxChunk> {
    static final OutboxChunkCodec INSTANCE = new OutboxChunkCodec();

    private OutboxChunkCodec() {
        super("penstock-outbox-chunk", 1);
    }

    @Override
    protected void write(OutboxChunk chunk, BinaryOutput out) {
        out.writeVarInt(chunk.lane());
        out.writeLong(chunk.epoch());
        out.writeVarInt(chunk.part());
        out.writeVarInt(chunk.parts());
        out.writeLong(chunk.origin());
        out.writeLong(chunk.previous());
        out.writeVarInt(chunk.records());
        out.writeBytes(chunk.bytes());
    }

    @Override
    protected OutboxChunk read(BinaryInput in, int version) {
        return new OutboxChunk(
                in.readVarInt(),
                in.readLong(),
                in.readVarInt(),
                in.readVarInt(),
                in.readLong(),
                in.readLong(),
                in.readVarInt(),
                in.readBytes());
    }
}
