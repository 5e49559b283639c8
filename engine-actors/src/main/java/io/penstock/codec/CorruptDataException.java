package io.penstock.codec;

import org.jspecify.annotations.Nullable;

/** Bytes that no codec of this schema wrote. Says where, what was expected there and what was found. */
public final class CorruptDataException extends CodecException {
    private static final long serialVersionUID = 1L;

    private final int position;

    public CorruptDataException(int position, String expected, String found) {
        this(position, expected, found, null);
    }

    public CorruptDataException(int position, String expected, String found, @Nullable Throwable cause) {
        super("Corrupt data at byte " + position + ": expected " + expected + ", found " + found, cause);
        this.position = position;
    }

    /** Index in the array that was read, where the broken value begins. */
    public int position() {
        return position;
    }
}
