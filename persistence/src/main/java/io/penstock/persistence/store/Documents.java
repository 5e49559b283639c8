package io.penstock.persistence.store;

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
}
