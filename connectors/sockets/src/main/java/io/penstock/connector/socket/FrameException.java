package io.penstock.connector.socket;

import java.io.IOException;

/** One side has broken the protocol, or refuses the other one. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why; the numbers are part of the protocol. */
    public enum Reason {
        /** What came is no frame. */
        GARBAGE(1, false),
        /** The other side speaks another version. */
        VERSION(2, true),
        /** The client's name is empty or too long. */
        CLIENT(3, true),
        /** A checksum is wrong: the connection or one of its ends has damaged bytes. */
        CHECKSUM(4, false),
        /** A frame is longer than the receiver takes. */
        TOO_LARGE(5, true),
        /** A later generation of the client is known. */
        FENCED(6, true),
        /** The receiver cannot go on; it may later. */
        UNAVAILABLE(7, false),
        /** The client has begun to count anew under a name that is in use. */
        SEQUENCE(8, true);

        private final int code;
        private final boolean lasting;

        Reason(int code, boolean lasting) {
            this.code = code;
            this.lasting = lasting;
        }

        int code() {
            return code;
        }

        /** True if another attempt will end in the same way. */
        public boolean lasting() {
            return lasting;
        }

        static Reason of(long code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            return UNAVAILABLE;
        }
    }

    FrameException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
