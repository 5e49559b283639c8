package io.penstock.connector.s3;

import io.penstock.connector.files.PartOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object until its epoch is prepared: a few in memory, more in a file that has no name any more, so that
 * nothing is left when the process dies. For one thread.
 */
final class SpoolOutput implements PartOutput {
    private final Spool spool;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream(1024);
    private @Nullable FileChannel file;
    private long length;

    SpoolOutput(Spool spool) {
        this.spool = spool;
    }

    /** What the outputs of a lane share. */
    static final class Spool {
        private final Path directory;
        private final int memoryBytes;
        private final long maxBytes;
        private long bytes;

        /**
         * @param memoryBytes how many bytes of an object stay in memory
         * @param maxBytes how many there may be of all objects
         */
        Spool(Path directory, int memoryBytes, long maxBytes) {
            this.directory = directory;
            this.memoryBytes = memoryBytes;
            this.maxBytes = maxBytes;
        }

        private void take(long count) throws IOException {
            if (bytes + count > maxBytes) {
                throw new IOException(
                        "an epoch of a lane was to hold more than " + maxBytes + " bytes: take checkpoints"
                                + " more often, use more lanes, or raise penstock.connector.s3.sink.max-epoch-bytes");
            }
            bytes += count;
        }

        private FileChannel create() throws IOException {
            Path path = null;
            try {
                path = Files.createTempFile(Files.createDirectories(directory), "penstock-s3-", ".part");
                FileChannel channel = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                // Where a file system lets go of names of open files, a process that is killed leaves nothing either.
                if (!System.getProperty("os.name", "").startsWith("Windows")) {
                    Files.deleteIfExists(path);
                }
                return channel;
            } catch (IOException e) {
                throw new IOException(
                        "cannot create " + (path == null ? "a file in " + directory : path) + " for an object that is"
                                + " to be uploaded: " + e.getMessage()
                                + ". Make room or give the right to write there, or set"
                                + " penstock.connector.s3.sink.spool-directory",
                        e);
            }
        }
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        spool.take(count);
        if (file == null && length + count <= spool.memoryBytes) {
            memory.write(bytes, 0, count);
        } else {
            FileChannel open = file;
            if (open == null) {
                open = spool.create();
                file = open;
                writeFully(open, memory.toByteArray(), memory.size());
                memory.reset();
            }
            writeFully(open, bytes, count);
        }
        length += count;
    }

    private void writeFully(FileChannel open, byte[] bytes, int count) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                open.write(buffer);
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot write to " + spool.directory + ", where objects wait for their upload: " + e.getMessage()
                            + ". Make room there; the job then goes on from its last checkpoint",
                    e);
        }
    }

    /** Does nothing: its bytes are read before it is discarded. */
    @Override
    public void finish() {}

    /** Some of its bytes. */
    byte[] read(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        FileChannel open = file;
        if (open == null) {
            System.arraycopy(memory.toByteArray(), (int) from, bytes, 0, count);
            return bytes;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (open.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("a file of " + spool.directory + " was cut at byte " + (from + buffer.position())
                        + " while it waited for its upload: leave its files alone");
            }
        }
        return bytes;
    }

    @Override
    public void discard() throws IOException {
        spool.bytes -= length;
        length = 0;
        memory.reset();
        FileChannel open = file;
        if (open != null) {
            open.close();
        }
    }
}
