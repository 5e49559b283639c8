package io.penstock.engine.checkpoint;

import java.time.Duration;
import java.util.Optional;

/**
 * How checkpoints are taken.
 *
 * @param interval from the start of one to the start of the next
 * @param minPause from the end of one to the start of the next, at least
 * @param timeout after which one is aborted
 * @param alignmentTimeout after which a checkpoint no longer waits for the records before its barriers; empty = it always
 *     waits
 * @param inFlightBytes how many bytes of records a barrier may overtake, in one channel or in front of one task
 * @param toleratedAborts how many in a row may be aborted before the tasks are restarted
 * @param retained how many completed ones are kept
 * @param chunkBytes size of a chunk of a snapshot
 * @param chunksInFlight chunks of a task that may wait for the journal
 * @param sliceEntries entries a task writes before it goes back to its records
 * @param baseAfterDeltaRatio a base is written once the deltas since the last one are this much larger than it
 * @param inlineBytes what a completion may carry of snapshots: of all tasks together, or of one of them, see {@link #among}
 * @param readBackBytes up to which size snapshots of a new task are read back; 0 = never
 */
public record CheckpointSettings(
        Duration interval,
        Duration minPause,
        Duration timeout,
        Optional<Duration> alignmentTimeout,
        int inFlightBytes,
        int toleratedAborts,
        int retained,
        int chunkBytes,
        int chunksInFlight,
        int sliceEntries,
        double baseAfterDeltaRatio,
        long inlineBytes,
        long readBackBytes,
        String journalPlugin,
        String snapshotPlugin) {

    /** The same for one of so many tasks, which share what a completion may carry. */
    public CheckpointSettings among(int tasks) {
        return new CheckpointSettings(
                interval,
                minPause,
                timeout,
                alignmentTimeout,
                inFlightBytes,
                toleratedAborts,
                retained,
                chunkBytes,
                chunksInFlight,
                sliceEntries,
                baseAfterDeltaRatio,
                inlineBytes / Math.max(1, tasks),
                readBackBytes,
                journalPlugin,
                snapshotPlugin);
    }
}
