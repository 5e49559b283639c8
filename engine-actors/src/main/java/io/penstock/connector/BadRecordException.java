package io.penstock.connector;

/** A record cannot be read and the policy is {@link ErrorPolicy#FAIL}. The message gives its coordinates. */
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1;

    public BadRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
