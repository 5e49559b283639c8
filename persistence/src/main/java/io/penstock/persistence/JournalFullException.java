package io.penstock.persistence;

import java.io.IOException;
import java.nio.file.Path;

/** The reason of a failed write when the disk has no room. Nothing acknowledged is affected; writes work again once there is room. */
public final class JournalFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Used by the stores of this module. */
    public JournalFullException(Path directory, long usableBytes, long neededBytes, long minFreeBytes) {
        super("No room in " + directory + ": " + usableBytes + " bytes usable, the write needs " + neededBytes
                + " and min-free keeps " + minFreeBytes
                + " free. Make room on that disk or lower min-free; persistent actors whose write failed have stopped");
    }
}
