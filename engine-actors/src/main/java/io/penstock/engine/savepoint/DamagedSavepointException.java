package io.penstock.engine.savepoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A savepoint is not what was written. The message names the file, the place in it, what was expected and found. */
public final class DamagedSavepointException extends SavepointException {
    private static final long serialVersionUID = 1;

    DamagedSavepointException(Path file, String what) {
        this(file, what, null);
    }

    @SuppressWarnings("NullAway") // a cause may be null, which the JDK does not say
    DamagedSavepointException(Path file, String what, @Nullable Throwable cause) {
        super(
                "the savepoint is damaged: " + file + ": " + what
                        + ". Copy it again from where it was made, or use another" + " savepoint",
                cause);
    }
}
