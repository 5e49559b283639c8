package io.penstock.connector.socket;

/** A record is not what the source takes. The message says what is wrong, without saying where. */
final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRecordException(String message) {
        super(message);
    }
}
