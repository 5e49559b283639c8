package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** A class for which there is no codec, or a value whose class the codec in use does not know. */
public final class UnsupportedTypeException extends CodecException {
    private static final long serialVersionUID = 1L;

    public UnsupportedTypeException(String message) {
        this(message, null);
    }

    public UnsupportedTypeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
