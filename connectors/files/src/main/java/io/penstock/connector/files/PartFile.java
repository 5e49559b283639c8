package io.penstock.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A file of the current epoch: the encoder of its format, above the compression, above the staged bytes. */
final class PartFile<T> {
    private final int number;
    private final String bucket;
    private final StagedFileWriter staged;
    private final OutputStream compressed;
    private final RecordEncoder<T> encoder;
    private final long openedNanos;
    private long rows;

    /** @param number which of the files of its epoch it is, from 0 */
    PartFile(
            int number,
            String bucket,
            StagedFileWriter staged,
            FileFormat<T> format,
            Compression compression,
            long nowNanos)
            throws IOException {
        this.number = number;
        this.bucket = bucket;
        this.staged = staged;
        this.compressed = format.compressesItself() ? staged : compression.compress(staged);
        this.encoder = format.begin(compressed, compression);
        this.openedNanos = nowNanos;
    }

    int number() {
        return number;
    }

    String bucket() {
        return bucket;
    }

    Path path() {
        return staged.path();
    }

    long rows() {
        return rows;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** How many bytes it has so far; a compressed one has some more that are still collected. */
    long length() {
        return staged.length();
    }

    int crc32c() {
        return staged.crc32c();
    }

    /** False if the record would make it larger than allowed. Its first record always fits. */
    boolean write(T value, long greatestLength) throws IOException {
        boolean written = encoder.write(value, rows == 0 ? Long.MAX_VALUE : greatestLength - staged.length());
        rows += written ? 1 : 0;
        return written;
    }

    /** Makes it complete and durable. */
    void finish() throws IOException {
        encoder.finish();
        compressed.close();
        staged.finish();
    }

    /** Closes it unfinished; the file is left to be deleted. */
    void abandon() throws IOException {
        staged.abandon();
        compressed.close();
    }
}
