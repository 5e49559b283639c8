package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import io.penstock.persistence.store.FrameDescriptor.Header;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends frames to the open segment, starts a new one when it is full, and forces. Used by whoever has the turn to write.
 *
 * <p>What was appended counts from {@link #commit()} on. If anything fails the run is given up: its last file ends, for
 * good, where the last commit was, and the next append starts a fresh run. A failed force is never repeated on the same
 * file, since the kernel may have dropped the pages it could not write.
 */
final class SegmentAppender {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentAppender.class);

    private final StoreSettings settings;
    private final Run.Factory factory;
    private final LiveSegments segments;
    private final LastAcknowledged acknowledged;
    private final byte[] header = new byte[FrameDescriptor.HEADER_BYTES];
    private final ByteBuffer headerBuffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable Run run;
    private @Nullable SegmentFile current;
    private final AtomicLong commits = new AtomicLong();
    private int lastNumber;
    private long nextSequence;
    private long nextOrdinal;
    private long position;
    private long startPosition;
    /** Of the last frame that is as durable as configured: behind it a run that is given up ends. */
    private long committedSequence;

    private long committedPosition;
    /** Behind the last event that counts, committed or only {@linkplain #settle settled}. */
    private long settledOrdinal;

    /** Where the journal stands when a run is started. */
    record Standing(int lastNumber, long lastSequence, long nextOrdinal, long lastEnd) {}

    SegmentAppender(
            StoreSettings settings,
            Run.Factory factory,
            LiveSegments segments,
            LastAcknowledged acknowledged,
            Standing standing) {
        this.settings = settings;
        this.factory = factory;
        this.segments = segments;
        this.acknowledged = acknowledged;
        lastNumber = standing.lastNumber();
        nextSequence = standing.lastSequence() + 1;
        nextOrdinal = standing.nextOrdinal();
        committedSequence = standing.lastSequence();
        settledOrdinal = standing.nextOrdinal();
        committedPosition = standing.lastEnd();
    }

    /** Whether the next append would start a new segment, so that what was appended has to be committed before. */
    boolean full() {
        return run == null || position - startPosition >= settings.segmentBytes();
    }

    /** The segment that is written; 0 if none is open. */
    int openSegment() {
        return run == null ? 0 : lastNumber;
    }

    /** The ordinal that the next new event gets; counts it as used. */
    long takeOrdinals(int count) {
        long first = nextOrdinal;
        nextOrdinal += count;
        return first;
    }

    /** The ordinal of the last event that counts. */
    long settledOrdinal() {
        return settledOrdinal - 1;
    }

    /** Starts a segment, in a new run if there is none. Everything appended before must be committed. */
    void startSegment() throws IOException {
        Run open = run;
        boolean fresh = open == null;
        int number = lastNumber + 1;
        lastNumber = number;
        if (open == null) {
            Path directory = settings.directory().resolve(SegmentName.runOf(number));
            open = startRun(directory, number);
            run = open;
        } else {
            open.roll();
        }
        SegmentFile former = current;
        current = null;
        if (former != null) {
            former.close();
        }
        long firstSequence = nextSequence;
        // Chronicle's own tables stand before it and do not count.
        startPosition = write(FrameKind.SEGMENT, new SegmentBody(nextOrdinal, System.currentTimeMillis()).encode(), 0);
        current = new SegmentFile(open.file(), number);
        current.force();
        Path runDirectory = open.directory();
        DurableFiles.forceDirectory(runDirectory);
        if (fresh) {
            DurableFiles.forceDirectory(settings.directory());
        }
        segments.add(
                new Catalog.Segment(
                        number, runDirectory.getFileName().toString(), firstSequence, Catalog.UNKNOWN, Catalog.UNKNOWN),
                committedSequence,
                committedPosition);
        committedSequence = nextSequence - 1;
        committedPosition = position;
        acknowledged.set(committedSequence);
    }

    private Run startRun(Path directory, int number) throws IOException {
        while (true) {
            // A failed attempt may have left something; the catalog names nothing of it.
            Retention.removeRun(directory);
            Files.createDirectories(directory);
            try {
                return factory.start(directory, number, settings.blockBytes());
            } catch (IOException | RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                Interrupts.clear();
            }
        }
    }

    /** How often what was appended was made to count. */
    long commits() {
        return commits.get();
    }

    /** Appends a body, in several frames if it is large; returns its location. */
    long append(FrameKind kind, byte[] body, long ordinal) throws IOException {
        return Location.of(lastNumber, write(kind, body, ordinal));
    }

    /**
     * Makes everything appended count: forced if that is the durability, and noted as acknowledged. False if there was nothing
     * that did not count already, or no run.
     */
    boolean commit() throws IOException {
        SegmentFile file = current;
        if (file == null || committedSequence == nextSequence - 1) {
            return false;
        }
        if (settings.durability() == Durability.DISK) {
            file.force();
        }
        acknowledged.set(nextSequence - 1);
        commits.incrementAndGet();
        committedSequence = nextSequence - 1;
        committedPosition = position;
        settle();
        return true;
    }

    /**
     * Makes everything appended count though it is not forced yet. It is not noted as acknowledged either: a loss of power
     * may take it, and that would be no damage.
     */
    void settle() {
        settledOrdinal = nextOrdinal;
    }

    /** After a failure: what was not committed is void. The ordinals of what was settled are not given again. */
    void giveUpRun() {
        Run broken = run;
        run = null;
        nextSequence = committedSequence + 1;
        nextOrdinal = settledOrdinal;
        closeQuietly(current);
        current = null;
        closeQuietly(broken);
    }

    /** Ends the run in order. */
    void close() throws IOException {
        Run open = run;
        if (open != null) {
            commit();
            SegmentFile file = current;
            if (file != null) {
                file.force();
            }
            run = null;
            open.close();
            segments.seal(committedSequence, committedPosition);
        }
        closeQuietly(current);
        current = null;
        acknowledged.close();
    }

    private long write(FrameKind kind, byte[] body, long ordinal) throws IOException {
        Run open = run;
        if (open == null) {
            throw new IllegalStateException("append without a run");
        }
        int chunks = Math.max(1, (body.length + settings.chunkBytes() - 1) / settings.chunkBytes());
        long first = -1;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int offset = chunk * settings.chunkBytes();
            int length = Math.min(settings.chunkBytes(), body.length - offset);
            FrameDescriptor.encode(
                    headerBuffer,
                    new Header(kind, length, nextSequence, ordinal, lastNumber, chunk, chunks),
                    body,
                    offset);
            long at = open.append(header, body, offset, length);
            if (first < 0) {
                first = at;
            }
            nextSequence++;
            position = at + FrameDescriptor.HEADER_BYTES + length;
        }
        return first;
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (IOException | RuntimeException | InternalError e) {
            // It is given up because something failed already, which is reported; this is only its echo.
            LOG.warn("Closing {} after a failure failed too: {}", closeable, e.toString());
        }
    }
}
