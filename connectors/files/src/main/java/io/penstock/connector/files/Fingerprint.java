package io.penstock.connector.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * By what a file is known again.
 *
 * @param size in bytes
 * @param modifiedMicros time of the last modification, in microseconds since 1970
 * @param head a hash of the first KiB
 */
record Fingerprint(long size, long modifiedMicros, long head) {
    private static final int HEAD_BYTES = 1024;

    static Fingerprint of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Fingerprint(attributes.size(), modifiedMicros(attributes), head(file));
    }

    private static long modifiedMicros(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
    }

    private static long head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readNBytes(HEAD_BYTES));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** True if size and modification time are still these. Cheap: reads no content. */
    boolean stillMatches(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() == size && modifiedMicros(attributes) == modifiedMicros;
    }

    /** What is different in {@code now}, for people; empty if nothing is. */
    List<String> changes(Fingerprint now) {
        List<String> changes = new ArrayList<>();
        if (size != now.size) {
            changes.add("size from " + size + " to " + now.size + " bytes");
        }
        if (modifiedMicros != now.modifiedMicros) {
            changes.add("modification time from " + instant(modifiedMicros) + " to " + instant(now.modifiedMicros));
        }
        if (head != now.head) {
            changes.add("content of the first KiB");
        }
        return changes;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
    }
}
