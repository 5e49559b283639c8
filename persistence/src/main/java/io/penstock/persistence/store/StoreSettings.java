package io.penstock.persistence.store;

import io.penstock.persistence.Durability;
import java.nio.file.Path;

/**
 * How a journal is kept. The keys are explained in {@code reference.conf}.
 *
 * @param directory where; made if absent
 * @param blockBytes what Chronicle maps at a time
 * @param segmentBytes a file is closed once it holds this much
 * @param chunkBytes a body larger than this is cut into several frames
 * @param maxWriteBytes the largest atomic write
 * @param maxPendingBytes what may wait for the writer thread before callers are held
 * @param maxWaitMillis how long a caller is held before its write fails
 * @param maxBatchBytes what is appended before one force at most
 * @param groupWaitMicros how long at most a force waits for writes to share it with, if the last one was shared
 * @param minFreeBytes room on the disk that writes leave alone
 * @param moveBelow a closed file less live than this part of it is emptied, so that it can go; 0 to 0.9
 * @param checkAll whether opening scans every file, or only what the index file does not cover
 * @param indexEverySegments the index file is written after so many closed files, and at closing
 * @param damagePolicy what to do when acknowledged entries are found lost at opening
 */
public record StoreSettings(
        Path directory,
        Durability durability,
        int blockBytes,
        long segmentBytes,
        int chunkBytes,
        int maxWriteBytes,
        long maxPendingBytes,
        long maxWaitMillis,
        long maxBatchBytes,
        long groupWaitMicros,
        long minFreeBytes,
        double moveBelow,
        boolean checkAll,
        int indexEverySegments,
        DamagePolicy damagePolicy) {

    /** Smallest block Chronicle accepts with room for a useful chunk. */
    private static final int SMALLEST_BLOCK = 1 << 18;

    /** Checks the figures against each other. */
    public StoreSettings {
        check(blockBytes >= SMALLEST_BLOCK, "block-size", blockBytes, "at least " + SMALLEST_BLOCK + " bytes");
        // Chronicle refuses documents larger than a quarter of a block.
        int largestChunk =
                Math.min(FrameDescriptor.LARGEST_CHUNK, blockBytes / 4 - FrameDescriptor.HEADER_BYTES - 1024);
        check(
                chunkBytes >= 1024 && chunkBytes <= largestChunk,
                "chunk-size",
                chunkBytes,
                "1024 to " + largestChunk + " bytes (a quarter of block-size)");
        check(segmentBytes >= 4096 && segmentBytes <= 4L << 30, "segment-size", segmentBytes, "4 KiB to 4 GiB");
        check(maxWriteBytes >= 1024, "max-event-size", maxWriteBytes, "1 KiB to 2 GiB - 1");
        check(maxPendingBytes >= 1, "max-pending", maxPendingBytes, "at least 1 byte");
        check(maxBatchBytes >= 1, "max-batch", maxBatchBytes, "at least 1 byte");
        check(
                groupWaitMicros >= 0 && groupWaitMicros <= 1_000_000,
                "group-wait",
                groupWaitMicros,
                "0 to 1 s, in microseconds");
        check(minFreeBytes >= 0, "min-free", minFreeBytes, "0 or more bytes");
        check(indexEverySegments >= 1, "index-every", indexEverySegments, "at least 1 file");
        if (!(moveBelow >= 0 && moveBelow <= 0.9)) {
            throw new IllegalArgumentException("move-below = " + moveBelow + " is out of range: legal is 0 to 0.9.");
        }
    }

    private static void check(boolean legal, String key, long value, String range) {
        if (!legal) {
            throw new IllegalArgumentException(key + " = " + value + " is out of range: legal is " + range + ".");
        }
    }
}
