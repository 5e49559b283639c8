package io.penstock.connector.files;

import com.github.luben.zstd.ZstdIOException;
import io.penstock.connector.SplitChangedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;

/** The decompressed bytes of a gzip or zstd file. A position is reached by decompressing all that lies before it. */
final class CompressedInput implements ByteInput {
    /** Small files may compress better than any limit without doing harm. */
    private static final long RATIO_COUNTS_FROM = 1 << 20;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final StoredFile file;
    private final Compression compression;
    private final int maxRatio;
    private Counting compressed;
    private InputStream stream;
    private long offset;

    /** @param file at its beginning; closed with this */
    CompressedInput(StoredFile file, Compression compression, int maxRatio) throws IOException, SplitChangedException {
        this.file = file;
        this.compression = compression;
        this.maxRatio = maxRatio;
        this.compressed = new Counting(file);
        this.stream = decompress();
    }

    private InputStream decompress() throws IOException, SplitChangedException {
        try {
            return compression.decompress(compressed);
        } catch (ChangedException e) {
            throw e.change;
        } catch (EOFException e) {
            if (file.size() == 0) {
                return compressed;
            }
            throw new IOException(file.name() + " ends inside its header: it is cut off, copy it again", e);
        } catch (ZipException e) {
            throw notCompressed(e);
        }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException, SplitChangedException {
        int read;
        try {
            read = stream.read(into, from, length);
        } catch (ChangedException e) {
            throw e.change;
        } catch (EOFException | ZipException | ZstdIOException e) {
            file.verify();
            if (offset == 0 && e instanceof ZstdIOException) {
                throw notCompressed(e);
            }
            throw new IOException(
                    file.name() + " is cut off or damaged behind decompressed byte " + offset + " (" + e.getMessage()
                            + "): put a complete file there and run the job again",
                    e);
        }
        file.verify();
        if (read > 0) {
            offset += read;
            checkRatio();
        }
        return read;
    }

    private IOException notCompressed(IOException cause) {
        String kind = compression.name().toLowerCase(Locale.ROOT);
        return new IOException(
                file.name() + " is named as a " + kind + " file and is none, or a damaged one (" + cause.getMessage()
                        + "): rename it, or put a complete file there",
                cause);
    }

    private void checkRatio() throws IOException {
        if (offset > RATIO_COUNTS_FROM && offset / maxRatio > compressed.count) {
            throw new IOException(file.name() + " decompresses to more than " + maxRatio + " times its size (" + offset
                    + " bytes from " + compressed.count + "): if it is to be trusted, raise maxDecompressionRatio");
        }
    }

    @Override
    public void moveTo(long target) throws IOException, SplitChangedException {
        if (target < offset) {
            file.moveTo(0);
            compressed = new Counting(file);
            stream = decompress();
            offset = 0;
        }
        byte[] skipped = new byte[BUFFER_BYTES];
        while (offset < target) {
            if (read(skipped, 0, (int) Math.min(skipped.length, target - offset)) < 0) {
                throw new SplitChangedException(file.name() + " ends at decompressed byte " + offset
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
        file.close();
    }

    /** A file that has changed, on its way through a decompressor. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        private final transient SplitChangedException change;

        ChangedException(SplitChangedException change) {
            super(change);
            this.change = change;
        }
    }

    /** The compressed bytes from where the file stands. Leaves the file open. */
    private static final class Counting extends InputStream {
        private final StoredFile file;
        private final byte[] one = new byte[1];
        long count;

        Counting(StoredFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try {
                int read = file.read(into, from, length);
                count += Math.max(0, read);
                return read;
            } catch (SplitChangedException e) {
                throw new ChangedException(e);
            }
        }

        /** More than 0 unless it is at the end: GZIPInputStream then looks for another member. */
        @Override
        public int available() throws IOException {
            try {
                return (int) Math.min(Integer.MAX_VALUE, Math.max(0, file.size() - file.position()));
            } catch (SplitChangedException e) {
                throw new ChangedException(e);
            }
        }
    }
}
