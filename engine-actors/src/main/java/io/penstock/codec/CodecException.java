package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** What all failures of this package have in common. */
public abstract class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
