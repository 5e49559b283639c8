package io.penstock.connector.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * By what a file that grows is known again, also under another name: its number in the file system, and its beginning,
 * which never changes as long as the file only grows. Numbers are used again once a file is gone; the beginning tells then.
 *
 * @param number of the file's inode
 * @param headLength how many bytes the beginning has: the first line with its end, or the first KiB if that is longer
 * @param head a hash of them
 */
record FileIdentity(long number, int headLength, long head) {
    private static final int GREATEST_HEAD_BYTES = 1024;
    private static final int BEFORE_BYTES = 256;

    /** The identity of a file as it is now; empty if it has no whole first line yet, or is not there. */
    static Optional<FileIdentity> of(Path file) throws IOException {
        long number;
        try {
            number = number(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] head = head(channel, GREATEST_HEAD_BYTES);
            int length = headLength(head);
            // Another file may have got the name meanwhile: the next look sees it.
            boolean whole = length > 0 && number(file) == number;
            return whole ? Optional.of(new FileIdentity(number, length, hash(head, 0, length))) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The number of the file that stands under a name. */
    static long number(Path file) throws IOException {
        try {
            return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new IOException(
                    "the file system of " + file + " does not number its files, so one that is renamed cannot be known"
                            + " again: follow files on a file system of Linux or macOS",
                    e);
        }
    }

    private static byte[] head(FileChannel channel, int length) throws IOException {
        return bytes(channel, 0, length);
    }

    private static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
            // Until it is full or the file ends.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** A hash of the bytes right before a position, by which it is known that they are still the same. */
    static long before(FileChannel channel, long position) throws IOException {
        int length = (int) Math.min(position, BEFORE_BYTES);
        byte[] bytes = bytes(channel, position - length, length);
        return hash(bytes, 0, bytes.length);
    }

    private static int headLength(byte[] head) {
        for (int i = 0; i < head.length; i++) {
            if (head[i] == '\n') {
                return i + 1;
            }
        }
        return head.length == GREATEST_HEAD_BYTES ? GREATEST_HEAD_BYTES : 0;
    }

    /** True if the bytes of an open file still begin as they did. */
    boolean begins(FileChannel channel) throws IOException {
        byte[] now = head(channel, headLength);
        return now.length == headLength && hash(now, 0, headLength) == head;
    }

    private static long hash(byte[] bytes, int from, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, length);
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The same text wherever and whenever it is asked for. */
    String id() {
        return number + "-" + Long.toHexString(head);
    }
}
