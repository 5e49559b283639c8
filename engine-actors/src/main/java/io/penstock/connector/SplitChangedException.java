package io.penstock.connector;

/** A split is no longer what its position belongs to, for instance a file that was changed under the reader. */
public final class SplitChangedException extends PermanentFailureException {
    private static final long serialVersionUID = 1;

    public SplitChangedException(String message) {
        super(message);
    }
}
