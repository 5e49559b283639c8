package io.penstock.engine.gate;

import java.util.BitSet;

/**
 * Which channels have brought the barrier of the checkpoint that is being aligned. A channel that has is held: what
 * follows on it belongs to the next epoch. The rule is one: all channels arrived, or none is held.
 */
final class Aligner {
    private static final long NONE = -1;

    private final int channels;
    private final BitSet arrived;
    private int missing;
    private long aligning = NONE;
    private long passed;

    /**
     * @param channels how many there are
     * @param passed the last checkpoint that is done with: barriers up to it are ignored
     */
    Aligner(int channels, long passed) {
        this.channels = channels;
        this.passed = passed;
        this.arrived = new BitSet(channels);
        this.missing = channels;
    }

    /** What a barrier did. */
    enum Outcome {
        /** Others are missing; the channel is held. */
        WAITING,
        /** All have come; no channel is held any more. */
        COMPLETE,
        /** A newer barrier came: the older alignment is given up and its channels are free, except this one. */
        SUPERSEDED,
        /** The barrier is of a checkpoint that is done with; it is ignored. */
        OBSOLETE
    }

    Outcome barrier(int channel, long checkpointId) {
        if (checkpointId <= passed || checkpointId < aligning) {
            return Outcome.OBSOLETE;
        }
        boolean superseded = aligning != NONE && checkpointId > aligning;
        if (superseded) {
            giveUp();
        }
        aligning = checkpointId;
        if (arrived.get(channel)) {
            throw new ChannelBrokenException(
                    "barrier " + checkpointId + " came twice on channel " + channel + " of " + channels);
        }
        arrived.set(channel);
        missing--;
        if (missing == 0) {
            giveUp();
            return Outcome.COMPLETE;
        }
        return superseded ? Outcome.SUPERSEDED : Outcome.WAITING;
    }

    /** Gives up an alignment that will not complete. True if channels were held for it. */
    boolean abort(long checkpointId) {
        passed = Math.max(passed, checkpointId);
        if (aligning != NONE && aligning <= checkpointId) {
            giveUp();
            return true;
        }
        return false;
    }

    boolean holds(int channel) {
        return arrived.get(channel);
    }

    /** True if the channel has brought the barrier of this very checkpoint, which is being aligned. */
    boolean holds(int channel, long checkpointId) {
        return aligning == checkpointId && arrived.get(channel);
    }

    /** True if barriers of this checkpoint are of no use any more. */
    boolean isPassed(long checkpointId) {
        return checkpointId <= passed;
    }

    boolean isAligning() {
        return aligning != NONE;
    }

    private void giveUp() {
        passed = Math.max(passed, aligning);
        aligning = NONE;
        arrived.clear();
        missing = channels;
    }
}
