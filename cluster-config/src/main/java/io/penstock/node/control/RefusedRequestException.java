package io.penstock.node.control;

/** A request cannot be done. The message is for the user who asked. */
public final class RefusedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedRequestException(String message) {
        super(message);
    }

    RefusedRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
