package io.penstock.persistence.chronicle;

import io.penstock.persistence.ChronicleJvmFlags;
import io.penstock.persistence.store.Run;
import io.penstock.persistence.store.SegmentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * A run as a Chronicle queue of its own. The queue's clock is the segment number, so files roll when we say so and a wall
 * clock that steps back means nothing. Chronicle's own syncing is off: it has holes, the store forces files itself.
 */
public final class ChronicleRun implements Run {
    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final AtomicInteger segment;

    private ChronicleRun(Path directory, int firstSegment, int blockBytes) {
        this.directory = directory;
        this.segment = new AtomicInteger(firstSegment);
        this.queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_HOURLY)
                .timeProvider(() -> segment.get() * SegmentName.CYCLE_MILLIS)
                .blockSize(blockBytes)
                .syncMode(SyncMode.NONE)
                .checkInterrupts(false)
                .build();
        this.appender = queue.createAppender();
        // One thread at a time, not always the same one.
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Starts a run.
     *
     * @throws IllegalStateException naming the flags this JVM lacks
     */
    public static Run start(Path directory, int firstSegment, int blockBytes) {
        ChronicleJvmFlags.require();
        ChronicleNoise.silence();
        return new ChronicleRun(directory, firstSegment, blockBytes);
    }

    @Override
    public void roll() {
        segment.incrementAndGet();
    }

    @Override
    public long append(byte[] header, byte[] body, int offset, int length) throws IOException {
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> bytes = document.wire().bytes();
                long position = bytes.writePosition();
                bytes.write(header, 0, header.length);
                bytes.write(body, offset, length);
                return position;
            } catch (Throwable e) {
                // Otherwise closing would publish half a document.
                document.rollbackOnClose();
                throw e;
            }
        }
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public int segment() {
        return segment.get();
    }

    @Override
    public Path file() {
        return directory.resolve(SegmentName.fileOf(segment.get()));
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
