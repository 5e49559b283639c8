package io.penstock.persistence.store;

import org.jspecify.annotations.Nullable;

/** What a frame holds. Codes are part of the format. */
public enum FrameKind {
    /** First frame of a file: which segment this is and which sequence came before. */
    SEGMENT(1),
    /** The events of one atomic write of one persistence id. */
    EVENTS(2),
    /** Deleted-to and highest sequence numbers of persistence ids; the newest of an id holds. */
    STATE(3);

    private static final FrameKind[] BY_CODE = {SEGMENT, EVENTS, STATE};

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable FrameKind ofCode(int code) {
        return code >= 1 && code <= BY_CODE.length ? BY_CODE[code - 1] : null;
    }
}
