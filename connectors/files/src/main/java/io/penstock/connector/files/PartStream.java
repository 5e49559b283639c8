package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Buffers, counts and sums the bytes of a part on their way to its output. */
final class PartStream extends OutputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final PartOutput output;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long length;
    private boolean abandoned;

    PartStream(PartOutput output) {
        this.output = output;
    }

    /** How many bytes were written. */
    long length() {
        return length;
    }

    /** Of all bytes, once the part is finished. */
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
        output.write(buffer, buffered);
        crc.update(buffer, 0, buffered);
        buffered = 0;
    }

    /** Hands over the rest and finishes the output; nothing is written after that. */
    void finish() throws IOException {
        writeBuffer();
        output.finish();
    }

    /** What is written from now on is dropped: a compressor that is closed still writes its end. */
    void abandon() {
        abandoned = true;
    }

    /** Does nothing, so that a stream that stands before this one can be closed: {@link #finish} comes behind it. */
    @Override
    public void close() {}
}
