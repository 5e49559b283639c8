package io.penstock.engine.gate;

import io.penstock.engine.element.Element;
import io.penstock.engine.element.InFlight;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which channels have brought the barrier of the newest checkpoint, wherever in the gate it waits. Once all have, the task
 * may cut there and then, if it was told not to wait any longer. Not thread-safe: owned by its gate.
 */
final class BarriersAtHand {
    private final int channels;
    private final BitSet arrived;
    private final InFlight[] overtaken;
    private long checkpointId;
    /** The newest checkpoint that is to be cut as soon as it can be. */
    private long urgent;
    /** The checkpoint to cut now, or 0. */
    private long due;

    BarriersAtHand(int channels) {
        this.channels = channels;
        this.arrived = new BitSet(channels);
        this.overtaken = new InFlight[channels];
        Arrays.fill(overtaken, InFlight.NONE);
    }

    /** A barrier has come that is not obsolete. */
    void arrived(int channel, Element.Barrier barrier) {
        if (barrier.checkpointId() < checkpointId) {
            return;
        }
        if (barrier.checkpointId() > checkpointId) {
            clear();
            checkpointId = barrier.checkpointId();
        }
        arrived.set(channel);
        overtaken[channel] = barrier.overtaken();
        if (!barrier.overtaken().isEmpty()) {
            // Who sent it was told not to wait, so this task is told too: it need not wait for that.
            urgent = Math.max(urgent, barrier.checkpointId());
        }
        look();
    }

    /** Says that a checkpoint is to be cut as soon as all its barriers are at hand. */
    void urge(long id) {
        urgent = Math.max(urgent, id);
        look();
    }

    private void look() {
        due = checkpointId != 0 && urgent >= checkpointId && arrived.cardinality() == channels ? checkpointId : 0;
    }

    long due() {
        return due;
    }

    /** The cut cannot be made now: channels are held until their barriers are taken out, as without urgency. */
    void refuse() {
        due = 0;
    }

    /** What the barriers of a checkpoint have overtaken, channel by channel. */
    InFlight overtaken(long id) {
        if (id != checkpointId) {
            return InFlight.NONE;
        }
        InFlight all = InFlight.NONE;
        for (InFlight one : overtaken) {
            all = all.and(one);
        }
        return all;
    }

    /** A checkpoint and all before it are done with. */
    void passed(long id) {
        if (checkpointId <= id) {
            clear();
        }
    }

    private void clear() {
        checkpointId = 0;
        due = 0;
        arrived.clear();
        Arrays.fill(overtaken, InFlight.NONE);
    }
}
