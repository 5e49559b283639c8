package io.penstock.engine.job;

import io.penstock.connector.PermanentFailureException;
import io.penstock.engine.operator.OperatorFailure;
import io.penstock.engine.state.StateRestoreException;
import java.util.Optional;

/** Why tasks ended. */
record Failure(Optional<String> operator, Throwable cause) {
    static Failure of(Throwable cause) {
        return new Failure(
                cause instanceof OperatorFailure failure ? Optional.of(failure.operator()) : Optional.empty(), cause);
    }

    /** The cause in one line. */
    String line() {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    /** No restart will help. */
    boolean isPermanent() {
        if (PermanentFailureException.isIn(cause)) {
            return true;
        }
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof StateRestoreException) {
                return true;
            }
        }
        return false;
    }
}
