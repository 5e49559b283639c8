package io.penstock.connector.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns the bytes of a record into text, and refuses those that are none instead of replacing them. For one thread. */
final class TextDecoder {
    private static final char REPLACEMENT = '\uFFFD';

    private final Charset charset;

    TextDecoder(Charset charset) {
        this.charset = charset;
    }

    /**
     * Refuses charsets in which the bytes of line ends, quotes and delimiters may be parts of other characters.
     *
     * @throws IllegalArgumentException names the legal ones
     */
    static Charset check(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return charset;
        }
        if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() != 1.0f || !keepsAscii(charset)) {
            throw new IllegalArgumentException("charset " + charset
                    + " cannot be cut into lines byte by byte; legal are"
                    + " UTF-8 and charsets of one byte a character that contain ASCII, such as ISO-8859-1 or"
                    + " windows-1252. Convert the file first, for instance with iconv -f " + charset + " -t UTF-8");
        }
        return charset;
    }

    private static boolean keepsAscii(Charset charset) {
        for (int i = 0; i < 128; i++) {
            byte[] one = {(byte) i};
            if (!new String(one, charset).equals(new String(one, StandardCharsets.US_ASCII))) {
                return false;
            }
        }
        return true;
    }

    String decode(byte[] bytes, int from, int to, boolean ascii) throws MalformedRecordException {
        if (ascii) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        String text = new String(bytes, from, to - from, charset);
        if (text.indexOf(REPLACEMENT) >= 0) {
            checkStrictly(bytes, from, to);
        }
        return text;
    }

    /** The replacement character may stand in the file itself. */
    private void checkStrictly(byte[] bytes, int from, int to) throws MalformedRecordException {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(to - from), true);
        if (result.isError()) {
            int at = in.position();
            throw new MalformedRecordException("byte " + (at - from + 1) + " of it (0x"
                    + String.format("%02X", bytes[at] & 0xff) + ") is not valid " + charset);
        }
    }

    /** For messages: what cannot be decoded is replaced. */
    String show(byte[] bytes) {
        return new String(bytes, charset);
    }
}
