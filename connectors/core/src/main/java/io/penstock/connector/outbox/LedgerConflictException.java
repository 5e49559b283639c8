package io.penstock.connector.outbox;

import io.penstock.connector.PermanentFailureException;

/** What the target says is applied cannot have been written by this job. No attempt again will change that. */
public final class LedgerConflictException extends PermanentFailureException {
    private static final long serialVersionUID = 1;

    public LedgerConflictException(String message) {
        super(message);
    }
}
