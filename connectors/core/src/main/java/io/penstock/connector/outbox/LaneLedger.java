package io.penstock.connector.outbox;

import io.penstock.connector.SinkContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for one lane, what of a commit is still to be applied. Does no input or output. For one thread at a time.
 *
 * <p>What it is given are all epochs of the lane that are not known to be applied, so the target's entry is one of: the
 * last that was known, or one that belongs to a chunk that is given. Anything else was written by another process on a
 * copy of the journal, or the ledger was lost; then nothing is right to do, and it refuses.
 */
public final class LaneLedger {
    private final String lane;
    private final long generation;
    private final long restoredCheckpoint;
    private @Nullable LedgerEntry known;

    /**
     * Nothing is known yet.
     *
     * @param lane for errors: sink, lane, target
     * @param context of the task that commits
     */
    public LaneLedger(String lane, SinkContext context) {
        this.lane = lane;
        this.generation = context.generation();
        this.restoredCheckpoint = context.restoredCheckpoint();
    }

    /**
     * Begins with what the target has, which an earlier generation has written.
     *
     * @throws LedgerConflictException if it was this one or a later one, or an epoch behind the checkpoint that this one
     *     was restored from: of another process
     */
    public void begin(@Nullable LedgerEntry found) throws LedgerConflictException {
        if (found != null && found.generation() >= generation) {
            throw new LedgerConflictException(
                    lane + ": the target was written by generation " + found.generation() + " ("
                            + found.format() + "), and this is generation " + generation
                            + ". Another process runs the same job from a copy of this journal, or this journal was set back."
                            + " Nothing is written. Go on with the newer journal, or start the job afresh");
        }
        if (found != null && found.epoch() > restoredCheckpoint) {
            throw new LedgerConflictException(lane + ": the target has epoch " + found.epoch() + " already ("
                    + found.format() + "), and this attempt goes on from checkpoint " + restoredCheckpoint
                    + ". Another process runs the same job from a copy of this journal, or this journal was set back."
                    + " Nothing is written. Go on with the newer journal, or start the job afresh");
        }
        known = found;
    }

    /** The last entry that this lane is known to have, or null if none is. */
    public @Nullable LedgerEntry known() {
        return known;
    }

    /** Chunks up to an entry were applied together with it. */
    public void applied(LedgerEntry entry) {
        known = entry;
    }

    /** Of chunks that are to be committed, those that are not applied yet, by what is known. */
    public List<OutboxChunk> pending(List<OutboxChunk> chunks) throws LedgerConflictException {
        return pending(chunks, known);
    }

    /**
     * The same after the entry was read from the target.
     *
     * @param chunks all that is not known to be applied, oldest first
     * @param found what the target has, or null if it has nothing of this lane
     * @throws LedgerConflictException if these cannot belong together
     */
    public List<OutboxChunk> pending(List<OutboxChunk> chunks, @Nullable LedgerEntry found)
            throws LedgerConflictException {
        if (chunks.isEmpty()) {
            return List.of();
        }
        check(chunks, found);
        List<OutboxChunk> pending = new ArrayList<>();
        for (OutboxChunk chunk : chunks) {
            if (!isApplied(chunk, found)) {
                pending.add(chunk);
            }
        }
        known = found;
        return pending;
    }

    private static boolean isApplied(OutboxChunk chunk, @Nullable LedgerEntry found) {
        return found != null
                && (chunk.epoch() < found.epoch()
                        || (chunk.epoch() == found.epoch() && chunk.part() < found.applied()));
    }

    private void check(List<OutboxChunk> chunks, @Nullable LedgerEntry found) throws LedgerConflictException {
        OutboxChunk first = chunks.get(0);
        OutboxChunk last = chunks.get(chunks.size() - 1);
        long foundEpoch = found == null ? 0 : found.epoch();
        if (found != null && foundEpoch > last.epoch()) {
            throw new LedgerConflictException(
                    lane + ": the target has epoch " + foundEpoch + " already (" + found.format()
                            + "), and this journal knows epochs up to " + last.epoch()
                            + " only. Another process runs the same job from a copy of this journal, or this journal was set"
                            + " back. Nothing is written. Go on with the newer journal, or start the job afresh");
        }
        if (first.previous() > foundEpoch || (known != null && !known.equals(found) && foundEpoch < first.epoch())) {
            throw new LedgerConflictException(
                    lane + ": epoch " + Math.max(first.previous(), known == null ? 0 : known.epoch())
                            + " was applied, but the ledger says " + (found == null ? "nothing" : found.format())
                            + ". Its entries were lost or set back, or another process went on from a copy of this journal."
                            + " Nothing is written. Restore the ledger, or start the job afresh");
        }
        if (found != null && foundEpoch >= first.epoch() && !isOneOf(chunks, found)) {
            throw new LedgerConflictException(lane + ": the target has epoch " + foundEpoch + " of another process ("
                    + found.format()
                    + "), which went on from a copy of this journal. Nothing is written. Go on with the"
                    + " journal of that process, or start the job afresh");
        }
    }

    private static boolean isOneOf(List<OutboxChunk> chunks, LedgerEntry found) {
        for (OutboxChunk chunk : chunks) {
            if (chunk.epoch() == found.epoch()
                    && chunk.origin() == found.origin()
                    && chunk.parts() == found.parts()
                    && chunk.part() + 1 == found.applied()) {
                return true;
            }
        }
        return false;
    }
}
