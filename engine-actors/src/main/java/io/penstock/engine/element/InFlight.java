package io.penstock.engine.element;

import java.util.ArrayList;
import java.util.List;

/**
 * What was on its way when a checkpoint cut the stream, as a snapshot holds it.
 *
 * @param blocks what {@code InFlightCodec} wrote, in the order in which it is to be handled; not to be changed
 */
public record InFlight(List<byte[]> blocks) {
    public static final InFlight NONE = new InFlight(List.of());

    public InFlight {
        blocks = List.copyOf(blocks);
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public long bytes() {
        long bytes = 0;
        for (byte[] block : blocks) {
            bytes += block.length;
        }
        return bytes;
    }

    /** This, and behind it more. */
    public InFlight and(InFlight more) {
        if (more.isEmpty()) {
            return this;
        }
        List<byte[]> all = new ArrayList<>(blocks);
        all.addAll(more.blocks);
        return new InFlight(all);
    }

    @Override
    public String toString() {
        return "InFlight[" + blocks.size() + " blocks, " + bytes() + " bytes]";
    }
}
