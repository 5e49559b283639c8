package io.penstock.engine.gate;

/** What is on its way cannot be written into a snapshot, so a barrier must stay behind it. Says why. */
public final class NotRecordableException extends Exception {
    private static final long serialVersionUID = 1L;

    NotRecordableException(String message) {
        super(message);
    }

    NotRecordableException(String message, Throwable cause) {
        super(message, cause);
    }
}
