package io.penstock.connector.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How the bytes of a file are compressed. Told by the end of its name. */
public enum Compression {
    /** Not at all. */
    NONE(""),
    /** {@code .gz} */
    GZIP(".gz"),
    /** {@code .zst}, with a checksum in each frame. */
    ZSTD(".zst");

    private static final int BUFFER_BYTES = 64 * 1024;
    /** Of the window that a frame may ask for, as a power of two: 128 MiB. */
    private static final int GREATEST_ZSTD_WINDOW_LOG = 27;

    private final String extension;

    Compression(String extension) {
        this.extension = extension;
    }

    /** What file names end with, with the dot; empty for none. */
    public String extension() {
        return extension;
    }

    /** How a file of this name is compressed. Upper and lower case are the same. */
    static Compression of(Path file) {
        return of(file.toString());
    }

    static Compression of(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(GZIP.extension)) {
            return GZIP;
        }
        return name.endsWith(ZSTD.extension) ? ZSTD : NONE;
    }

    /** A stream that has to be closed; it closes {@code target} too. */
    OutputStream compress(OutputStream target) throws IOException {
        return switch (this) {
            case NONE -> target;
            case GZIP -> new GZIPOutputStream(target, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(target).setChecksum(true);
        };
    }

    /** The decompressed bytes of all members or frames. */
    InputStream decompress(InputStream compressed) throws IOException {
        return switch (this) {
            case NONE -> compressed;
            case GZIP -> new GZIPInputStream(compressed, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStreamNoFinalizer(compressed).setLongMax(GREATEST_ZSTD_WINDOW_LOG);
        };
    }
}
