package io.penstock.engine.gate;

import io.penstock.codec.Codec;
import io.penstock.engine.element.Batch;
import io.penstock.engine.element.Element;
import io.penstock.graph.Routing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All channels from one task to the tasks of one receiving operator. Not thread-safe: owned by its task.
 *
 * <p>Invariants: credit of a channel is never negative; a channel without credit queues at most what the handling of one
 * stream record or one timer produces, as the task asks {@link #isBlocked} before it goes on; a barrier stands behind
 * every record that was added before it, unless it is made to {@link #overtake} those that wait, which it has with it then.
 */
public final class OutputGate {
    private final OutputChannel[] channels;
    private final @Nullable KeySpread spread;
    private final @Nullable Codec<Object> keys;
    private int next;

    /**
     * @param sender index of the sending task, which is where a forward edge between operators of equal parallelism goes
     * @param receiverChannels for each link, which of the receiver's channels this is
     * @param generation that of the receivers
     * @param credit batches that may be under way on a channel
     * @param logs what keeps what was sent
     */
    public OutputGate(
            Routing routing,
            List<Link> links,
            List<Integer> receiverChannels,
            int sender,
            long generation,
            int batchLimit,
            int credit,
            int keyGroups,
            ChannelLogs logs) {
        this.channels = new OutputChannel[links.size()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new OutputChannel(
                    links.get(i), receiverChannels.get(i), generation, batchLimit, credit, logs.newLog());
        }
        this.spread = routing instanceof Routing.ByKey byKey ? new KeySpread(byKey, channels.length, keyGroups) : null;
        this.keys = routing instanceof Routing.ByKey byKey ? byKey.codec() : null;
        this.next = sender % channels.length;
    }

    /** Takes the batch: the caller must not use it again. */
    public void add(Batch batch) throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        if (spread != null) {
            spread.spread(batch, channels);
            return;
        }
        batch.dropKeys();
        channels[next].add(batch);
        if (channels.length > 1) {
            next = next + 1 == channels.length ? 0 : next + 1;
        }
    }

    public void watermark(long timeMillis) {
        for (OutputChannel channel : channels) {
            channel.watermark(timeMillis);
        }
    }

    /** Sends what is being filled where there is credit. */
    public void flush() {
        for (OutputChannel channel : channels) {
            channel.flush();
        }
    }

    /** Puts a barrier, the end of input or idleness on every channel, behind all that was added. */
    public void control(Element element) {
        for (OutputChannel channel : channels) {
            channel.control(element);
        }
    }

    /**
     * Lets the barrier of a checkpoint overtake what waits before it, on every channel where it waits and that can be
     * written.
     *
     * @return why a barrier keeps its place, or null if none does
     */
    public @Nullable NotRecordableException overtake(long checkpointId, InFlightCodec codec) {
        NotRecordableException refused = null;
        for (OutputChannel channel : channels) {
            try {
                channel.overtake(checkpointId, codec, keys);
            } catch (NotRecordableException e) {
                refused = e;
            }
        }
        return refused;
    }

    /**
     * A receiver has handled {@code batches} more.
     *
     * @param generation that of the receiver
     */
    public void credit(int channel, long generation, int batches) {
        channels[channel].credit(generation, batches);
    }

    /**
     * Sends nothing on a channel whose receiver is gone.
     *
     * @return whether all that followed the checkpoint can be sent again
     */
    public boolean hold(int channel, long checkpointId) {
        return channels[channel].hold(checkpointId);
    }

    /** Connects a held channel to a receiver that has restored the checkpoint for which it was held. */
    public void connect(int channel, Link receiver, long generation) {
        channels[channel].connect(receiver, generation);
    }

    /** True while a channel has more than its credit: the task must not handle more records. */
    public boolean isBlocked() {
        for (OutputChannel channel : channels) {
            if (channel.isBlocked()) {
                return true;
            }
        }
        return false;
    }

    /** True if a flush would send nothing. */
    public boolean isDry() {
        for (OutputChannel channel : channels) {
            if (!channel.isDry()) {
                return false;
            }
        }
        return true;
    }
}
