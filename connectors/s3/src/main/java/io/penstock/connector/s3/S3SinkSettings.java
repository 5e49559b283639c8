package io.penstock.connector.s3;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import java.nio.file.Path;

/**
 * How objects are uploaded.
 *
 * @param partBytes the size of a part of a multipart upload
 * @param maxBytesInFlight of parts of a lane that are under way at once
 * @param inlineBytes an object up to this size waits in the snapshot
 * @param inlineBytesPerEpoch how many bytes of a lane and epoch wait there
 * @param spoolDirectory where larger objects lie until their epoch ends
 * @param maxEpochBytes how many bytes a lane may write in one epoch
 * @param maxRequests of a lane that are under way at once
 */
record S3SinkSettings(
        long partBytes,
        long maxBytesInFlight,
        int inlineBytes,
        int inlineBytesPerEpoch,
        Path spoolDirectory,
        long maxEpochBytes,
        int maxRequests) {
    static final int GREATEST_PARTS = 10_000;

    private static final long LEAST_PART_BYTES = 5 << 20;
    private static final long GREATEST_PART_BYTES = 1L << 30;
    private static final int GREATEST_INLINE_BYTES = 16 << 20;
    private static final int GREATEST_REQUESTS = 1_000;

    /** With what stands under {@code penstock.connector.s3.sink}. */
    static Configured<S3SinkSettings> configured() {
        return Configured.at("penstock.connector.s3.sink", S3SinkSettings::of);
    }

    static S3SinkSettings of(Config config) {
        String directory = config.getString("spool-directory");
        return new S3SinkSettings(
                config.getBytes("part-bytes"),
                config.getBytes("max-bytes-in-flight"),
                (int) Math.min(Integer.MAX_VALUE, config.getBytes("inline-bytes")),
                (int) Math.min(Integer.MAX_VALUE, config.getBytes("inline-bytes-per-epoch")),
                Path.of(directory.isBlank() ? System.getProperty("java.io.tmpdir", ".") : directory),
                config.getBytes("max-epoch-bytes"),
                config.getInt("max-requests"));
    }

    S3SinkSettings {
        if (partBytes < LEAST_PART_BYTES || partBytes > GREATEST_PART_BYTES) {
            throw new IllegalArgumentException("part-bytes must be from " + LEAST_PART_BYTES + " to "
                    + GREATEST_PART_BYTES + ", not " + partBytes);
        }
        if (maxBytesInFlight < 1) {
            throw new IllegalArgumentException("max-bytes-in-flight must be 1 or more, not " + maxBytesInFlight);
        }
        if (inlineBytes < 0 || inlineBytes > GREATEST_INLINE_BYTES) {
            throw new IllegalArgumentException(
                    "inline-bytes must be from 0 to " + GREATEST_INLINE_BYTES + ", not " + inlineBytes);
        }
        if (inlineBytesPerEpoch < 0) {
            throw new IllegalArgumentException("inline-bytes-per-epoch must be 0 or more, not " + inlineBytesPerEpoch);
        }
        if (maxEpochBytes < 1) {
            throw new IllegalArgumentException("max-epoch-bytes must be 1 or more, not " + maxEpochBytes);
        }
        if (maxRequests < 1 || maxRequests > GREATEST_REQUESTS) {
            throw new IllegalArgumentException(
                    "max-requests must be from 1 to " + GREATEST_REQUESTS + ", not " + maxRequests);
        }
    }
}
