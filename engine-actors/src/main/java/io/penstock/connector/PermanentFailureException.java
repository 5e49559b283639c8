package io.penstock.connector;

/**
 * What a source or sink was asked to do fails for a reason that no other attempt changes: it is not allowed, a target is
 * not there, what was written before contradicts. Thrown by any call of a source or sink, also as the cause of another
 * exception: the job is suspended at once, with the message, and goes on when it is run again. So the message says what is
 * to be put right outside, and how.
 */
public class PermanentFailureException extends Exception {
    private static final long serialVersionUID = 1;

    public PermanentFailureException(String message) {
        super(message);
    }

    public PermanentFailureException(String message, Throwable cause) {
        super(message, cause);
    }

    /** True if this failure, or one that it was caused by, is permanent. */
    public static boolean isIn(Throwable failure) {
        Throwable at = failure;
        while (at != null) {
            if (at instanceof PermanentFailureException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
