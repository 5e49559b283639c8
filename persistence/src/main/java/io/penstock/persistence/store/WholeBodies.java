package io.penstock.persistence.store;

import io.penstock.persistence.store.FrameDescriptor.Header;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts the chunks that a scan meets together into whole bodies. A body of which a chunk is lost is left out. */
final class WholeBodies implements SegmentScan.Visitor {
    private final Receiver receiver;
    private final List<Long> notUnderstood = new ArrayList<>();
    private BodyWriter body = new BodyWriter(0);
    private long position;
    private int chunks;

    /** Told of each whole body in order; it is only valid during the call. */
    @FunctionalInterface
    interface Receiver {
        /**
         * One body.
         *
         * @param last header of the frame that holds the last chunk
         * @param position of the frame that holds the first chunk
         */
        void body(Header last, long position, ByteBuffer body);
    }

    WholeBodies(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Positions of bodies whose checksum is right and whose content is not understood. */
    List<Long> notUnderstood() {
        return notUnderstood;
    }

    @Override
    public void frame(Header header, long at, ByteBuffer content) {
        try {
            if (header.chunks() == 1) {
                receiver.body(header, at, content);
                return;
            }
            if (header.chunk() == 0) {
                body = new BodyWriter(header.bodyBytes() * 2);
                position = at;
                chunks = 0;
            }
            if (header.chunk() != chunks) {
                // The rest of a body whose beginning is lost; the scan reports the loss.
                return;
            }
            body.raw(content);
            chunks++;
            if (chunks == header.chunks()) {
                receiver.body(header, position, ByteBuffer.wrap(body.toBytes()));
                body = new BodyWriter(0);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            notUnderstood.add(at);
        }
    }
}
