package io.penstock.codec;

/** A value that is larger or nests deeper than can be written. */
public final class SizeLimitException extends CodecException {
    private static final long serialVersionUID = 1L;

    public SizeLimitException(String message) {
        super(message, null);
    }
}
