package io.penstock.engine.checkpoint;

/**
 * An event of a log that a task writes beside its snapshots, of a {@link LogWriter}: what a source that cannot be rewound
 * has read in one go, or what was sent on a journaled edge.
 *
 * @param bytes as the owner of the log writes them; not to be changed
 */
public record LogEntry(long generation, byte[] bytes) implements JournalEntry {
    @Override
    public String toString() {
        return "LogEntry[generation=" + generation + ", " + bytes.length + " bytes]";
    }
}
