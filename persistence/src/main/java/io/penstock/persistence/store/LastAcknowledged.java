package io.penstock.persistence.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The sequence of the last acknowledged frame, written before it is acknowledged: {@code u64 sequence, u32 CRC32C}. It is
 * what tells a torn tail (never acknowledged) from lost entries. It is not forced: after a loss of power it may be too
 * low, which makes the check weaker, never wrong.
 */
public final class LastAcknowledged implements Closeable {
    static final String FILE = "acknowledged";
    private static final int BYTES = 12;

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private FileChannel channel;

    private LastAcknowledged(Path file) throws IOException {
        this.file = file;
        this.channel = open(file);
    }

    static LastAcknowledged open(Path directory, long sequence) throws IOException {
        LastAcknowledged acknowledged = new LastAcknowledged(directory.resolve(FILE));
        acknowledged.set(sequence);
        return acknowledged;
    }

    /** Reads the mark of a journal directory; empty if it is absent or unreadable. */
    public static OptionalLong read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < BYTES) {
            return OptionalLong.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return in.getInt(8) == checksum(in) ? OptionalLong.of(in.getLong(0)) : OptionalLong.empty();
    }

    void set(long sequence) throws IOException {
        buffer.putLong(0, sequence);
        buffer.putInt(8, checksum(buffer));
        Interrupts.withstanding(() -> {
            if (!channel.isOpen()) {
                channel = open(file);
            }
            channel.write(buffer.clear(), 0);
            return file;
        });
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static int checksum(ByteBuffer in) {
        CRC32C crc = new CRC32C();
        crc.update(in.slice(0, 8));
        return (int) crc.getValue();
    }
}
