package io.penstock.connector.socket;

/**
 * One frame of the protocol, see PROTOCOL.md.
 *
 * @param sequence what it is about: of a record, of the last one that is acknowledged, or the code of a reason
 */
record Frame(Type type, long sequence, byte[] payload) {
    private static final byte[] EMPTY = {};

    /** What a frame is, with its number on the wire. */
    enum Type {
        /** Client: who it is. */
        HELLO(1),
        /** Server: the client is known up to this sequence. */
        WELCOME(2),
        /** Client: a record. */
        RECORD(3),
        /** Server: all records up to this sequence are safe. Repeated as a sign of life. */
        ACK(4),
        /** Client: a sign of life. */
        PING(5),
        /** Either side: why it ends the connection. */
        ERROR(6);

        private static final Type[] BY_CODE = {HELLO, WELCOME, RECORD, ACK, PING, ERROR};

        final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) throws FrameException {
            if (code < 1 || code > BY_CODE.length) {
                throw new FrameException(
                        FrameException.Reason.GARBAGE,
                        "a frame has type " + code + ": expected 1 to " + BY_CODE.length);
            }
            return BY_CODE[code - 1];
        }
    }

    static Frame of(Type type, long sequence) {
        return new Frame(type, sequence, EMPTY);
    }
}
