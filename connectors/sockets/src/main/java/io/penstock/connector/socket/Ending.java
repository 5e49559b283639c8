package io.penstock.connector.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** That nothing more will come, in order or by a failure; told to the task that reads. Thread-safe. */
final class Ending {
    private final Runnable wakeUp;
    private volatile boolean ended;
    private volatile @Nullable IOException failure;

    Ending(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** The last record is handed over. */
    void end() {
        ended = true;
        wakeUp.run();
    }

    void fail(IOException cause) {
        failure = cause;
        wakeUp.run();
    }

    boolean isEnded() {
        return ended;
    }

    void throwFailure() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }
}
