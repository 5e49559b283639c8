package io.penstock.connector.s3;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import java.time.Duration;

/**
 * How objects are found and read.
 *
 * @param chunkBytes asked for at once
 * @param readAheadBytes that a task has asked for before they are needed
 * @param maxObjects a source may match
 * @param listEvery how often new objects are looked for
 */
record S3SourceSettings(int chunkBytes, long readAheadBytes, int maxObjects, Duration listEvery) {
    private static final int LEAST_CHUNK_BYTES = 4 * 1024;
    private static final int GREATEST_CHUNK_BYTES = 256 << 20;
    private static final int GREATEST_OBJECTS = 10_000_000;

    /** With what stands under {@code penstock.connector.s3.source}. */
    static Configured<S3SourceSettings> configured() {
        return Configured.at("penstock.connector.s3.source", S3SourceSettings::of);
    }

    static S3SourceSettings of(Config config) {
        return new S3SourceSettings(
                (int) Math.min(Integer.MAX_VALUE, config.getBytes("chunk-bytes")),
                config.getBytes("read-ahead-bytes"),
                config.getInt("max-objects"),
                config.getDuration("list-every"));
    }

    S3SourceSettings {
        if (chunkBytes < LEAST_CHUNK_BYTES || chunkBytes > GREATEST_CHUNK_BYTES) {
            throw new IllegalArgumentException("chunk-bytes must be from " + LEAST_CHUNK_BYTES + " to "
                    + GREATEST_CHUNK_BYTES + ", not " + chunkBytes);
        }
        if (readAheadBytes < 0) {
            throw new IllegalArgumentException("read-ahead-bytes must be 0 or more, not " + readAheadBytes);
        }
        if (maxObjects < 1 || maxObjects > GREATEST_OBJECTS) {
            throw new IllegalArgumentException(
                    "max-objects must be from 1 to " + GREATEST_OBJECTS + ", not " + maxObjects);
        }
        if (listEvery.isNegative() || listEvery.isZero()) {
            throw new IllegalArgumentException("list-every must be more than nothing, not " + listEvery);
        }
    }

    S3SourceSettings withListEvery(Duration value) {
        return new S3SourceSettings(chunkBytes, readAheadBytes, maxObjects, value);
    }

    S3SourceSettings withMaxObjects(int value) {
        return new S3SourceSettings(chunkBytes, readAheadBytes, value, listEvery);
    }
}
