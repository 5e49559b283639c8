package io.penstock.engine.gate;

import io.penstock.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task has sent on its journaled edges, in the journal: one log for each channel, known by its number. What is sent
 * does not wait for the journal, as it can be sent again from memory or made again until then; but no more is sent once too
 * much is not acknowledged. Not thread-safe: owned by its task.
 */
public final class EdgeJournal {
    private final Store store;
    private final InFlightCodec codec;
    private final long limit;
    private final long restored;
    private final int checkpoints;
    private final List<JournaledLog> logs = new ArrayList<>();
    private long unwritten;

    /** Where the entries of logs are kept. Every log has its own sequence numbers, which may have begun before the task. */
    public interface Store {
        /** Adds an entry. {@link EdgeJournal#written} is called once it is safe, in the order of the entries. */
        void append(int log, byte[] entry);

        /** Asks for the entries behind a sequence number; {@link EdgeJournal#read} is called with the first of them. */
        void read(int log, long after);

        /** The entries up to this sequence number are not needed any more. */
        void trim(int log, long through);
    }

    /**
     * @param limitBytes how much may be sent and not acknowledged by the journal
     * @param restoredCheckpoint what the sender begins with, or 0: all it sends follows that checkpoint
     * @param checkpoints how many completed checkpoints entries are kept for, at least 1
     */
    public EdgeJournal(Store store, InFlightCodec codec, long limitBytes, long restoredCheckpoint, int checkpoints) {
        this.store = store;
        this.codec = codec;
        this.limit = limitBytes;
        this.restored = restoredCheckpoint;
        this.checkpoints = checkpoints;
    }

    /**
     * The logs of one edge. They are numbered on from those that were made before.
     *
     * @param keys how the keys of its records are written, if they have keys
     */
    public ChannelLogs edge(@Nullable Codec<Object> keys, int batchLimit) {
        return new ChannelLogs() {
            @Override
            ChannelLog newLog() {
                JournaledLog log = new JournaledLog(EdgeJournal.this, logs.size(), codec, keys, batchLimit, restored);
                logs.add(log);
                return log;
            }
        };
    }

    /** The oldest entry of a log that was not acknowledged yet now is. */
    public void written(int log, long sequence) {
        logs.get(log).written(sequence);
    }

    /**
     * Entries that were asked for.
     *
     * @param after the sequence number before the first
     */
    public void read(int log, long after, List<byte[]> entries) {
        logs.get(log).read(after, entries);
    }

    /** A checkpoint is complete: what was sent before its barrier will not be sent again. */
    public void completed(long checkpointId) {
        logs.forEach(log -> log.completed(checkpointId, checkpoints));
    }

    Store store() {
        return store;
    }

    void unwritten(int bytes) {
        unwritten += bytes;
    }

    /** True if the journal is behind by more than it may be. */
    boolean isFull() {
        return unwritten > limit;
    }
}
