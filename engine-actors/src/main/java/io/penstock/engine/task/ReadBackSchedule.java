package io.penstock.engine.task;

/**
 * Which snapshots of a task are read back: the first with keys, and again when there is several times as much as was read
 * last, up to a limit. So all that is read in the life of a task is little more than the limit, and what a failure has to
 * read later is about what was read before. Owned by {@link ReadBack}.
 */
final class ReadBackSchedule {
    private static final int GROWTH = 4;

    private final long limitBytes;
    private long dueBytes;

    /**
     * @param limitBytes a larger snapshot is not read
     * @param restored the task has read already: nothing is read back
     */
    ReadBackSchedule(long limitBytes, boolean restored) {
        this.limitBytes = limitBytes;
        this.dueBytes = restored ? Long.MAX_VALUE : 0;
    }

    /**
     * True if this snapshot is to be read, which then counts as done.
     *
     * @param entries of all states
     * @param bytes that a restore would read, more or less
     */
    boolean take(long entries, long bytes) {
        if (entries == 0 || bytes < dueBytes || bytes > limitBytes) {
            return false;
        }
        dueBytes = GROWTH * bytes;
        return true;
    }
}
