package io.penstock.connector.files;

/** Says what is wrong with the current record. Without a stack trace: a file may hold millions of such records. */
final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRecordException(String message) {
        super(message, null, false, false);
    }
}
