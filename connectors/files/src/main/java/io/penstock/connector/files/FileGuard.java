package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Holds a file against the fingerprint its positions belong to. */
final class FileGuard {
    private final Path file;
    private final Fingerprint expected;
    private final ChangePolicy policy;

    FileGuard(Path file, Fingerprint expected, ChangePolicy policy) {
        this.file = file;
        this.expected = expected;
        this.policy = policy;
    }

    /** Called when bytes were read and before they are used. */
    void verify() throws IOException, SplitChangedException {
        if (policy == ChangePolicy.IGNORE) {
            return;
        }
        try {
            if (expected.stillMatches(file)) {
                return;
            }
            if (policy == ChangePolicy.REREAD) {
                // No reason to suspend the job: the restarted task reads what is there then.
                throw new IOException(file + " was changed while it was read; it is read again from its beginning when"
                        + " the task is restarted");
            } else {
                throw changed(file, expected, Fingerprint.of(file), "while it was read");
            }
        } catch (NoSuchFileException e) {
            throw gone(file);
        }
    }

    static SplitChangedException gone(Path file) {
        return new SplitChangedException(file + " is gone, and was being read. Put it back and run the job again");
    }

    static SplitChangedException changed(Path file, Fingerprint expected, Fingerprint now, String when) {
        return new SplitChangedException(file + " was changed " + when + ": "
                + String.join(", ", expected.changes(now))
                + ". Put the former file back and run the job again, or choose onChange(ChangePolicy.IGNORE) to go on at"
                + " the same byte, or onChange(ChangePolicy.REREAD) to read the file again from its beginning");
    }
}
