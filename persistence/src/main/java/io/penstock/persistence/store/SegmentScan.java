package io.penstock.persistence.store;

import io.penstock.persistence.Damage;
import io.penstock.persistence.store.FrameDescriptor.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a segment from front to back and checks everything: the document chain, each frame's checksum, that sequences
 * follow each other. Where the chain is broken it looks for the next intact frame, so that what is lost is known by number.
 *
 * <p>What lies behind {@code expectedLast} may be torn (it was never acknowledged) and is then cut off; anything missing up
 * to it is damage.
 */
final class SegmentScan {
    private static final int WINDOW = 4 << 20;
    private static final int ALIGNMENT = 4;

    private final SegmentFile file;
    private final long firstSequence;
    private final long expectedLast;
    private final boolean stopAtExpected;
    private final List<Damage> damages = new ArrayList<>();
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private long lastSequence;
    private long end;

    /** Told of each intact frame in order; the body is only valid during the call. */
    @FunctionalInterface
    interface Visitor {
        void frame(Header header, long position, ByteBuffer body);
    }

    /**
     * What a scan found.
     *
     * @param lastSequence of the last valid frame; {@code firstSequence - 1} if there is none
     * @param end position after that frame
     */
    record Result(long lastSequence, long end, List<Damage> damages) {}

    private SegmentScan(SegmentFile file, long firstSequence, long expectedLast, boolean stopAtExpected) {
        this.file = file;
        this.firstSequence = firstSequence;
        this.expectedLast = expectedLast;
        this.stopAtExpected = stopAtExpected;
        this.lastSequence = firstSequence - 1;
        window.limit(0);
    }

    /**
     * Scans a file.
     *
     * @param expectedLast every frame up to this sequence was acknowledged, or the file was sealed with it
     * @param sealed frames behind {@code expectedLast} are void and not visited
     */
    static Result scan(SegmentFile file, long firstSequence, long expectedLast, boolean sealed, Visitor visitor)
            throws IOException {
        return new SegmentScan(file, firstSequence, expectedLast, sealed).run(0, visitor);
    }

    /** Goes on behind a former scan of the same file, which ended at {@code position} before {@code nextSequence}. */
    static Result scanOn(SegmentFile file, long position, long nextSequence, long expectedLast, Visitor visitor)
            throws IOException {
        SegmentScan scan = new SegmentScan(file, nextSequence, expectedLast, true);
        scan.end = position;
        return scan.run(Documents.align(position), visitor);
    }

    private Result run(long start, Visitor visitor) throws IOException {
        long at = start;
        while (!(stopAtExpected && lastSequence >= expectedLast)) {
            String broken = null;
            int word = available(at, Documents.WORD_BYTES) ? window.getInt((int) (at - windowStart)) : 0;
            if (Documents.isReady(word) && Documents.isMeta(word)) {
                long next = Documents.align(at + Documents.WORD_BYTES + Documents.length(word));
                if (next <= file.size()) {
                    at = next;
                    continue;
                }
                broken = "a document of " + Documents.length(word) + " bytes reaches past the end of the file";
            } else if (Documents.isReady(word)) {
                long payload = at + Documents.WORD_BYTES;
                Header header = intactFrame(payload);
                if (header == null) {
                    broken = "the checksum, magic or length of a frame is wrong";
                } else if (header.sequence() != lastSequence + 1) {
                    broken = "expected entry " + (lastSequence + 1) + ", found " + header.sequence();
                } else {
                    visit(header, payload, visitor);
                    // The frame's own length leads on: it is under the checksum, the word is not.
                    at = Documents.align(end);
                    if (end - payload != Documents.length(word)) {
                        damages.add(new Damage(
                                file.path(),
                                payload - Documents.WORD_BYTES,
                                0,
                                -1,
                                "a length word says " + Documents.length(word) + ", the frame behind it has "
                                        + (end - payload) + " bytes"));
                    }
                    continue;
                }
            } else if (lastSequence < expectedLast) {
                broken = word == 0
                        ? "the file ends early"
                        : "a length word says \"" + (word == Documents.END_OF_FILE ? "end of file" : "not ready")
                                + "\"";
            }
            if (broken == null || lastSequence >= expectedLast) {
                // The torn tail of a crash: nothing from here on was acknowledged.
                break;
            }
            long found = nextIntact(at);
            long lastLost = found < 0 ? expectedLast : headerAt(found).sequence() - 1;
            damages.add(new Damage(file.path(), at, lastSequence + 1, lastLost, broken));
            if (found < 0) {
                break;
            }
            lastSequence = lastLost;
            at = found - Documents.WORD_BYTES;
            // The word in front of a found frame may itself be wrong: the frame's own length leads on.
            Header header = headerAt(found);
            available(found, FrameDescriptor.HEADER_BYTES + header.bodyBytes());
            visit(header, found, visitor);
            at = Documents.align(found + FrameDescriptor.HEADER_BYTES + header.bodyBytes());
        }
        return new Result(lastSequence, end, damages);
    }

    private void visit(Header header, long payload, Visitor visitor) {
        int body = (int) (payload - windowStart) + FrameDescriptor.HEADER_BYTES;
        visitor.frame(header, payload, window.slice(body, header.bodyBytes()).order(ByteOrder.LITTLE_ENDIAN));
        lastSequence = header.sequence();
        end = payload + FrameDescriptor.HEADER_BYTES + header.bodyBytes();
    }

    private @Nullable Header intactFrame(long payload) throws IOException {
        if (!available(payload, FrameDescriptor.HEADER_BYTES)) {
            return null;
        }
        Header header = FrameDescriptor.decode(window, (int) (payload - windowStart));
        if (header == null
                || header.segment() != file.segment()
                || payload + FrameDescriptor.HEADER_BYTES + header.bodyBytes() > file.size()
                || !available(payload, FrameDescriptor.HEADER_BYTES + header.bodyBytes())
                || !FrameDescriptor.intact(window, (int) (payload - windowStart), header)) {
            return null;
        }
        return header;
    }

    private Header headerAt(long payload) throws IOException {
        Header header = intactFrame(payload);
        if (header == null) {
            throw new IllegalStateException(
                    file.path() + " at byte " + payload + ": a frame changed while it was read");
        }
        return header;
    }

    /** Position of the next intact frame that belongs behind what was read; -1 if there is none. */
    private long nextIntact(long from) throws IOException {
        long size = file.size();
        for (long at = Documents.align(from); at + FrameDescriptor.HEADER_BYTES <= size; at += ALIGNMENT) {
            if (!available(at, Integer.BYTES)) {
                return -1;
            }
            if (window.getInt((int) (at - windowStart)) == FrameDescriptor.MAGIC) {
                Header header = intactFrame(at);
                if (header != null && header.sequence() > lastSequence && header.sequence() >= firstSequence) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Makes {@code [position, position + bytes)} lie in the window; false if the file ends before. */
    private boolean available(long position, int bytes) throws IOException {
        if (position >= windowStart && position + bytes <= windowStart + window.limit()) {
            return true;
        }
        if (position + bytes > file.size()) {
            return false;
        }
        if (bytes > window.capacity()) {
            window = ByteBuffer.allocate(bytes + WINDOW).order(ByteOrder.LITTLE_ENDIAN);
        }
        windowStart = position;
        file.read(window.clear(), position);
        return window.limit() >= bytes;
    }
}
