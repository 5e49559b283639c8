package io.penstock.connector.files;

import com.github.luben.zstd.ZstdIOException;
import io.penstock.connector.SplitChangedException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;

/** The decompressed bytes of a gzip or zstd file. A position is reached by decompressing all that lies before it. */
final class CompressedInput implements ByteInput {
    /** Small files may compress better than any limit without doing harm. */
    private static final long RATIO_COUNTS_FROM = 1 << 20;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final Compression compression;
    private final FileGuard guard;
    private final int maxRatio;
    private Counting compressed;
    private InputStream stream;
    private long offset;

    CompressedInput(Path file, FileGuard guard, int maxRatio) throws IOException {
        this.file = file;
        this.compression = Compression.of(file);
        this.guard = guard;
        this.maxRatio = maxRatio;
        this.compressed = new Counting(Files.newInputStream(file));
        this.stream = decompress();
    }

    private InputStream decompress() throws IOException {
        try {
            return compression.decompress(compressed);
        } catch (EOFException e) {
            if (Files.size(file) == 0) {
                return compressed;
            }
            compressed.close();
            throw new IOException(file + " ends inside its header: it is cut off, copy it again", e);
        } catch (ZipException e) {
            compressed.close();
            throw notCompressed(e);
        }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException, SplitChangedException {
        int read;
        try {
            read = stream.read(into, from, length);
        } catch (EOFException | ZipException | ZstdIOException e) {
            guard.verify();
            if (offset == 0 && e instanceof ZstdIOException) {
                throw notCompressed(e);
            }
            throw new IOException(
                    file + " is cut off or damaged behind decompressed byte " + offset + " (" + e.getMessage()
                            + "): put a complete file there and run the job again",
                    e);
        }
        guard.verify();
        if (read > 0) {
            offset += read;
            checkRatio();
        }
        return read;
    }

    private IOException notCompressed(IOException cause) {
        String kind = compression.name().toLowerCase(Locale.ROOT);
        return new IOException(
                file + " is named as a " + kind + " file and is none, or a damaged one (" + cause.getMessage()
                        + "): rename it, or put a complete file there",
                cause);
    }

    private void checkRatio() throws IOException {
        if (offset > RATIO_COUNTS_FROM && offset / maxRatio > compressed.count) {
            throw new IOException(file + " decompresses to more than " + maxRatio + " times its size (" + offset
                    + " bytes from " + compressed.count + "): if it is to be trusted, raise maxDecompressionRatio");
        }
    }

    @Override
    public void moveTo(long target) throws IOException, SplitChangedException {
        if (target < offset) {
            stream.close();
            compressed = new Counting(Files.newInputStream(file));
            stream = decompress();
            offset = 0;
        }
        byte[] skipped = new byte[BUFFER_BYTES];
        while (offset < target) {
            if (read(skipped, 0, (int) Math.min(skipped.length, target - offset)) < 0) {
                throw new SplitChangedException(file + " ends at decompressed byte " + offset
                        + ", before the position at byte " + target
                        + ": it was cut since. Put the former file back and run the job again");
            }
        }
    }

    @Override
    public long consumed() {
        return compressed.count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static final class Counting extends FilterInputStream {
        long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
