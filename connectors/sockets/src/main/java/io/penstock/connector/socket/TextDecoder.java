package io.penstock.connector.socket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes to text; what is none is refused instead of replaced. For one thread. */
final class TextDecoder {
    private final Charset charset;

    TextDecoder(Charset charset) {
        this.charset = charset;
    }

    /**
     * Refuses charsets in which the bytes of a delimiter may be parts of other characters.
     *
     * @throws IllegalArgumentException names the legal ones
     */
    static Charset check(Charset charset) {
        boolean single = charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1.0f;
        if (!charset.equals(StandardCharsets.UTF_8) && !single) {
            throw new IllegalArgumentException("charset " + charset + " cannot be cut into records byte by byte; legal"
                    + " are UTF-8 and charsets of one byte a character, such as ISO-8859-1");
        }
        return charset;
    }

    String decode(byte[] bytes) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** For messages: what cannot be decoded is replaced. */
    String show(byte[] bytes) {
        return new String(bytes, charset);
    }
}
