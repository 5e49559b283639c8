package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;

/** A file of the current epoch: the encoder of its format, above the compression, above the bytes that go out. */
final class PartFile<T, O extends PartOutput> {
    private final int number;
    private final String bucket;
    private final O output;
    private final PartStream stream;
    private final OutputStream compressed;
    private final RecordEncoder<T> encoder;
    private final long openedNanos;
    private long rows;

    /** @param number which of the files of its epoch it is, from 0 */
    PartFile(int number, String bucket, O output, FileFormat<T> format, Compression compression, long nowNanos)
            throws IOException {
        this.number = number;
        this.bucket = bucket;
        this.output = output;
        this.stream = new PartStream(output);
        this.compressed = format.compressesItself() ? stream : compression.compress(stream);
        this.encoder = format.begin(compressed, compression);
        this.openedNanos = nowNanos;
    }

    String bucket() {
        return bucket;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** False if the record would make it larger than allowed. Its first record always fits. */
    boolean write(T value, long greatestLength) throws IOException {
        boolean written = encoder.write(value, rows == 0 ? Long.MAX_VALUE : greatestLength - stream.length());
        rows += written ? 1 : 0;
        return written;
    }

    /** Makes it complete. */
    Part<O> finish() throws IOException {
        encoder.finish();
        compressed.close();
        stream.finish();
        return new Part<>(number, bucket, rows, stream.length(), stream.crc32c(), output);
    }

    /** Gives it up. */
    void discard() throws IOException {
        stream.abandon();
        try {
            compressed.close();
        } finally {
            output.discard();
        }
    }
}
