package io.penstock.persistence.snapshot;

import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a snapshot file, little-endian.
 *
 * <pre>
 *   u32 magic "PSS1" | u32 format version | u64 length of what follows the checksum | u32 CRC32C of that | u32 0
 *   text persistenceId | u64 sequenceNr | u64 timestamp | payload | u8 hasMetadata, [payload]
 *   text = u32 length, UTF-8      payload = u32 serializer, text manifest, u32 length, bytes
 * </pre>
 */
final class SnapshotDescriptor {
    private static final int MAGIC = 0x3153_5350; // "PSS1"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 24;

    private SnapshotDescriptor() {}

    /** What a file holds. */
    record Content(
            String persistenceId,
            long sequenceNr,
            long timestamp,
            Payload payload,
            @Nullable Payload metadata) {}

    /** The pieces of a file in order; the payload is not copied. */
    static ByteBuffer[] encode(Content content) {
        byte[] id = content.persistenceId().getBytes(StandardCharsets.UTF_8);
        Payload payload = content.payload();
        byte[] manifest = payload.manifest().getBytes(StandardCharsets.UTF_8);
        ByteBuffer front = buffer(4 + id.length + 16 + 12 + manifest.length);
        blob(front, id);
        front.putLong(content.sequenceNr()).putLong(content.timestamp());
        front.putInt(payload.serializerId());
        blob(front, manifest);
        front.putInt(payload.bytes().length).flip();
        ByteBuffer middle = ByteBuffer.wrap(payload.bytes());
        ByteBuffer back = metadata(content.metadata());
        CRC32C crc = new CRC32C();
        crc.update(front.duplicate());
        crc.update(middle.duplicate());
        crc.update(back.duplicate());
        ByteBuffer header = buffer(HEADER_BYTES)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putLong((long) front.remaining() + middle.remaining() + back.remaining())
                .putInt((int) crc.getValue())
                .putInt(0)
                .flip();
        return new ByteBuffer[] {header, front, middle, back};
    }

    /**
     * Reads a file's bytes.
     *
     * @throws IOException saying what is wrong with them
     */
    static Content decode(Path file, byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_BYTES || in.getInt() != MAGIC) {
            throw new IOException(file + " is not a snapshot of this store: it does not start with PSS1.");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IOException(file + " has format version " + version + "; this version of the plugin reads "
                    + VERSION + " only. Read it with the version that wrote it.");
        }
        long length = in.getLong();
        if (length != bytes.length - HEADER_BYTES) {
            throw new IOException(
                    file + " is cut: expected " + length + " bytes of content, found " + (bytes.length - HEADER_BYTES));
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        if (in.getInt() != (int) crc.getValue()) {
            throw new IOException(file + " is damaged: its checksum is wrong.");
        }
        in.position(HEADER_BYTES);
        String id = readText(in);
        long sequenceNr = in.getLong();
        long timestamp = in.getLong();
        Payload payload = readPayload(in);
        @Nullable Payload metadata = in.get() == 0 ? null : readPayload(in);
        return new Content(id, sequenceNr, timestamp, payload, metadata);
    }

    private static ByteBuffer metadata(@Nullable Payload metadata) {
        if (metadata == null) {
            return buffer(1).put((byte) 0).flip();
        }
        byte[] manifest = metadata.manifest().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = buffer(13 + manifest.length + metadata.bytes().length);
        out.put((byte) 1).putInt(metadata.serializerId());
        blob(out, manifest);
        blob(out, metadata.bytes());
        return out.flip();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void blob(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    private static byte[] readBlob(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }

    private static String readText(ByteBuffer in) {
        return new String(readBlob(in), StandardCharsets.UTF_8);
    }

    private static Payload readPayload(ByteBuffer in) {
        int serializer = in.getInt();
        String manifest = readText(in);
        return new Payload(serializer, manifest, readBlob(in));
    }
}
