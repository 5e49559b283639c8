package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes one file in the staging area. */
final class StagedFileWriter extends OutputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final Disk.Output output;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long length;
    private boolean abandoned;

    StagedFileWriter(StagingArea.Opened opened) {
        this.path = opened.path();
        this.output = opened.output();
    }

    Path path() {
        return path;
    }

    /** How many bytes were written. */
    long length() {
        return length;
    }

    /** Of all bytes, once the file is finished. */
    int crc32c() {
        return (int) crc.getValue();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (abandoned) {
            return;
        }
        length += count;
        int from = offset;
        int left = count;
        while (left > buffer.length - buffered) {
            int fits = buffer.length - buffered;
            System.arraycopy(bytes, from, buffer, buffered, fits);
            buffered += fits;
            from += fits;
            left -= fits;
            writeBuffer();
        }
        System.arraycopy(bytes, from, buffer, buffered, left);
        buffered += left;
    }

    private void writeBuffer() throws IOException {
        try {
            output.write(buffer, buffered);
        } catch (IOException e) {
            throw DiskProblem.of("write", path, e);
        }
        crc.update(buffer, 0, buffered);
        buffered = 0;
    }

    /** Makes all of it durable and closes the file; nothing is written after that. */
    void finish() throws IOException {
        writeBuffer();
        try {
            output.sync();
        } catch (IOException e) {
            throw DiskProblem.of("flush", path, e);
        }
        output.close();
    }

    /** Closes the file, which will be deleted: what is written from now on is dropped. */
    void abandon() throws IOException {
        abandoned = true;
        output.close();
    }

    /** Does nothing, so that a stream that stands before this one can be closed: {@link #finish} comes behind it. */
    @Override
    public void close() {}
}
