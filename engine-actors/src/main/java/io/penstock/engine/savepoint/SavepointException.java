package io.penstock.engine.savepoint;

/** A savepoint cannot be taken or used. The message says which, why, and what to do. */
public class SavepointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SavepointException(String message) {
        super(message);
    }

    public SavepointException(String message, Throwable cause) {
        super(message, cause);
    }
}
