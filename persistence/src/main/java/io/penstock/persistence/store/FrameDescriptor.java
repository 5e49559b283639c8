package io.penstock.persistence.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a frame: one document of a Chronicle file. All numbers little-endian.
 *
 * <pre>
 *    0      4 5 6   8       12       16
 *   +--------+-+-+---+--------+--------+
 *   | magic  |v|k| 0 | length | CRC32C |   v: format version, k: kind, length: of the body in this frame
 *   +--------+-+-+---+--------+--------+
 *   | sequence (u64) | ordinal (u64)   |   sequence: number of the frame in the journal, without gaps
 *   +--------+-------+--------+--------+   ordinal: number of the first event in the journal (EVENTS only)
 *   | segment| chunk | chunks | 0      |   chunk 0..chunks-1 of one body, in frames that follow each other
 *   +--------+-------+--------+--------+
 *   | body: length bytes               |
 * </pre>
 *
 * The checksum covers the header without itself, then the body.
 */
public final class FrameDescriptor {
    /** Version of frames, manifest and catalog alike. */
    public static final int FORMAT_VERSION = 1;

    static final int HEADER_BYTES = 48;
    /** No frame is longer, so that a wrong length cannot make a reader ask for all memory. */
    static final int LARGEST_CHUNK = 64 << 20;

    static final int MAGIC = 0x314A_5350; // "PSJ1"

    private static final int VERSION_OFFSET = 4;
    private static final int KIND_OFFSET = 5;
    private static final int LENGTH_OFFSET = 8;
    private static final int CRC_OFFSET = 12;
    private static final int SEQUENCE_OFFSET = 16;
    private static final int ORDINAL_OFFSET = 24;
    private static final int SEGMENT_OFFSET = 32;
    private static final int CHUNK_OFFSET = 36;
    private static final int CHUNKS_OFFSET = 40;

    private FrameDescriptor() {}

    /** What a header says. */
    record Header(FrameKind kind, int bodyBytes, long sequence, long ordinal, int segment, int chunk, int chunks) {}

    /** Fills a header, checksum included, for a slice of a body. */
    static void encode(ByteBuffer into, Header header, byte[] body, int offset) {
        into.clear();
        into.putInt(0, MAGIC)
                .put(VERSION_OFFSET, (byte) FORMAT_VERSION)
                .put(KIND_OFFSET, (byte) header.kind().code())
                .putShort(KIND_OFFSET + 1, (short) 0)
                .putInt(LENGTH_OFFSET, header.bodyBytes())
                .putLong(SEQUENCE_OFFSET, header.sequence())
                .putLong(ORDINAL_OFFSET, header.ordinal())
                .putInt(SEGMENT_OFFSET, header.segment())
                .putInt(CHUNK_OFFSET, header.chunk())
                .putInt(CHUNKS_OFFSET, header.chunks())
                .putInt(CHUNKS_OFFSET + 4, 0);
        CRC32C crc = new CRC32C();
        crc.update(into.slice(0, CRC_OFFSET));
        crc.update(into.slice(SEQUENCE_OFFSET, HEADER_BYTES - SEQUENCE_OFFSET));
        crc.update(body, offset, header.bodyBytes());
        into.putInt(CRC_OFFSET, (int) crc.getValue());
    }

    /** Reads a header from a buffer that holds at least {@link #HEADER_BYTES} from {@code at}; null if it is none of ours. */
    static @Nullable Header decode(ByteBuffer from, int at) {
        if (from.getInt(at) != MAGIC || from.get(at + VERSION_OFFSET) != FORMAT_VERSION) {
            return null;
        }
        FrameKind kind = FrameKind.ofCode(from.get(at + KIND_OFFSET));
        int bodyBytes = from.getInt(at + LENGTH_OFFSET);
        int chunk = from.getInt(at + CHUNK_OFFSET);
        int chunks = from.getInt(at + CHUNKS_OFFSET);
        if (kind == null || bodyBytes < 0 || bodyBytes > LARGEST_CHUNK || chunk < 0 || chunk >= chunks) {
            return null;
        }
        return new Header(
                kind,
                bodyBytes,
                from.getLong(at + SEQUENCE_OFFSET),
                from.getLong(at + ORDINAL_OFFSET),
                from.getInt(at + SEGMENT_OFFSET),
                chunk,
                chunks);
    }

    /** Whether the checksum of the frame at {@code at} agrees; the whole frame must be in the buffer. */
    static boolean intact(ByteBuffer from, int at, Header header) {
        CRC32C crc = new CRC32C();
        crc.update(from.slice(at, CRC_OFFSET));
        crc.update(from.slice(at + SEQUENCE_OFFSET, HEADER_BYTES - SEQUENCE_OFFSET + header.bodyBytes()));
        return (int) crc.getValue() == from.getInt(at + CRC_OFFSET);
    }
}
