package io.penstock.connector.files;

/** What happens when a file is no longer what a position in it belongs to. */
public enum ChangePolicy {
    /** The source fails and says what changed. Each record counts once, or the job stops. */
    FAIL,
    /**
     * Reading goes on at the same position, whatever the bytes are now. For files whose modification time changes but
     * whose content does not, or that only grow. A file that became shorter than the position still fails.
     */
    IGNORE,
    /**
     * The file is read again from its beginning; what was read of it before stays counted, so its records may count
     * twice. A change while the file is read fails the source, which then reads again when it is restarted.
     */
    REREAD
}
