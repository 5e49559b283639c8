package io.penstock.engine.state;

/** A snapshot does not fit the operator that is to read it. No restart will change that. */
public final class StateRestoreException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    StateRestoreException(String message) {
        super(message);
    }

    StateRestoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
