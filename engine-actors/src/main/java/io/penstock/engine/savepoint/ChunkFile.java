package io.penstock.engine.savepoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of one task in a file: eight bytes that say so, then its chunks, oldest first.
 *
 * <pre>
 *  +----------+-----------------+----------------------+-------+
 *  | PNSTKSP1 | length, 4 bytes | CRC32C of the bytes  | bytes | ...
 *  +----------+-----------------+----------------------+-------+
 * </pre>
 *
 * Each chunk has a checksum, so that damage has a place; the whole file has one in the manifest.
 */
final class ChunkFile {
    private static final byte[] MAGIC = {'P', 'N', 'S', 'T', 'K', 'S', 'P', '1'};
    private static final int FRAME_HEAD = 8;
    private static final int BUFFER_BYTES = 64 * 1024;

    private ChunkFile() {}

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    static String hex(int crc) {
        return HexFormat.of().toHexDigits(crc);
    }

    /** Writes one file. Used by one thread at a time. */
    static final class Writer implements AutoCloseable {
        private final FileChannel channel;
        private final CRC32C crc = new CRC32C();
        private final DataOutputStream out;
        private long chunks;
        private long bytes;

        /** Creates the file, which must not exist. */
        Writer(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            OutputStream checked = new CheckedOutputStream(Channels.newOutputStream(channel), crc);
            out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER_BYTES));
            out.write(MAGIC);
            bytes = MAGIC.length;
        }

        void write(byte[] chunk) throws IOException {
            out.writeInt(chunk.length);
            out.writeInt(crc(chunk));
            out.write(chunk);
            chunks++;
            bytes += FRAME_HEAD + chunk.length;
        }

        /** Forces everything to disk. */
        void finish() throws IOException {
            out.flush();
            channel.force(true);
            channel.close();
        }

        long chunks() {
            return chunks;
        }

        long bytes() {
            return bytes;
        }

        /** Of everything that was written; to be asked once it is finished. */
        String crc32c() {
            return hex((int) crc.getValue());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Reads one file and holds it against the manifest on the way. Used by one thread at a time. */
    static final class Reader implements AutoCloseable {
        private final Path file;
        private final SavepointManifest.TaskFile expected;
        private final CheckedInputStream checked;
        private final DataInputStream in;
        private long offset;
        private long chunks;

        /** @throws DamagedSavepointException if the file is not what the manifest says, as far as can be seen yet */
        Reader(Path file, SavepointManifest.TaskFile expected) throws IOException {
            this.file = file;
            this.expected = expected;
            if (!Files.isRegularFile(file)) {
                throw new DamagedSavepointException(file, "the file is missing");
            }
            long size = Files.size(file);
            if (size != expected.bytes()) {
                throw new DamagedSavepointException(file, "it has " + size + " bytes, expected " + expected.bytes());
            }
            checked = new CheckedInputStream(Files.newInputStream(file), new CRC32C());
            in = new DataInputStream(new BufferedInputStream(checked, BUFFER_BYTES));
            try {
                byte[] magic = in.readNBytes(MAGIC.length);
                if (!Arrays.equals(magic, MAGIC)) {
                    throw new DamagedSavepointException(file, "byte 0: it does not begin as a file of chunks");
                }
            } catch (IOException | RuntimeException e) {
                checked.close();
                throw e;
            }
            offset = MAGIC.length;
        }

        /**
         * The next chunk, or null behind the last one, once the whole file is known to be right.
         *
         * @throws DamagedSavepointException with the place
         */
        byte @Nullable [] next() throws IOException {
            if (offset == expected.bytes()) {
                checkWhole();
                return null;
            }
            String place = "chunk " + (chunks + 1) + " at byte " + offset;
            try {
                int length = in.readInt();
                int crc = in.readInt();
                long left = expected.bytes() - offset - FRAME_HEAD;
                if (length < 0 || length > left) {
                    throw new DamagedSavepointException(
                            file, place + ": it says it has " + length + " bytes, and " + left + " are left");
                }
                byte[] chunk = in.readNBytes(length);
                int found = crc(chunk);
                if (chunk.length != length || found != crc) {
                    throw new DamagedSavepointException(
                            file, place + ": CRC32C is " + hex(found) + ", expected " + hex(crc));
                }
                offset += FRAME_HEAD + length;
                chunks++;
                return chunk;
            } catch (EOFException e) {
                throw new DamagedSavepointException(file, place + ": the file ends", e);
            }
        }

        private void checkWhole() {
            if (chunks != expected.chunks()) {
                throw new DamagedSavepointException(
                        file, "it has " + chunks + " chunks, expected " + expected.chunks());
            }
            String crc = hex((int) checked.getChecksum().getValue());
            if (!crc.equals(expected.crc32c())) {
                throw new DamagedSavepointException(
                        file, "CRC32C of the whole file is " + crc + ", expected " + expected.crc32c());
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
