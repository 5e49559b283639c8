package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes one file in the staging area. */
final class StagedFileWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final Disk.Output output;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long length;

    StagedFileWriter(StagingArea.Opened opened) {
        this.path = opened.path();
        this.output = opened.output();
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    int crc32c() {
        return (int) crc.getValue();
    }

    void write(byte[] bytes) throws IOException {
        length += bytes.length;
        int from = 0;
        while (bytes.length - from > buffer.length - buffered) {
            int fits = buffer.length - buffered;
            System.arraycopy(bytes, from, buffer, buffered, fits);
            buffered += fits;
            from += fits;
            flush();
        }
        System.arraycopy(bytes, from, buffer, buffered, bytes.length - from);
        buffered += bytes.length - from;
    }

    private void flush() throws IOException {
        try {
            output.write(buffer, buffered);
        } catch (IOException e) {
            throw DiskProblem.of("write", path, e);
        }
        crc.update(buffer, 0, buffered);
        buffered = 0;
    }

    /** Makes all of it durable; nothing is written after that. */
    void finish() throws IOException {
        flush();
        try {
            output.sync();
        } catch (IOException e) {
            throw DiskProblem.of("flush", path, e);
        }
        close();
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
