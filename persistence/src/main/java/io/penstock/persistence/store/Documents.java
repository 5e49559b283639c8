package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Chronicle's document chain: a 4-byte word, then that many bytes, the next word at the next multiple of 4.
 *
 * <pre>
 *   word: bit 31 not ready | bit 30 meta data | bits 0-29 length     0 = nothing yet     0xC0000000 = end of file
 * </pre>
 */
final class Documents {
    static final int WORD_BYTES = 4;
    static final int MAX_LENGTH = 0x3FFF_FFFF;
    static final int END_OF_FILE = 0xC000_0000;
    private static final int NOT_READY = 0x8000_0000;
    private static final int META = 0x4000_0000;

    private Documents() {}

    static boolean isReady(int word) {
        return word != 0 && (word & NOT_READY) == 0;
    }

    static boolean isMeta(int word) {
        return (word & META) != 0;
    }

    static int length(int word) {
        return word & MAX_LENGTH;
    }

    static long align(long position) {
        return (position + 3) & ~3L;
    }

    /** Position of the payload of the first data document whose word is at or after {@code end} of the one before. */
    static long nextData(SegmentFile file, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(WORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long at = align(end);
        while (true) {
            file.read(buffer.clear(), at);
            int word = buffer.limit() < WORD_BYTES ? 0 : buffer.getInt(0);
            if (!isReady(word)) {
                throw new IOException(file.path() + " at byte " + at
                        + ": expected a further document, found the end. Run the journal's verify tool.");
            }
            if (!isMeta(word)) {
                return at + WORD_BYTES;
            }
            at = align(at + WORD_BYTES + length(word));
        }
    }
}
