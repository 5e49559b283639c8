package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.avro.file.SeekableInput;

/** The bytes of an Avro file, held against the file's fingerprint, with a look at the head of a block before it is read. */
final class AvroInput implements SeekableInput {
    /** Two var-longs. */
    private static final int HEAD_BYTES = 20;

    private final Path file;
    private final FileChannel channel;

    AvroInput(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public void seek(long position) throws IOException {
        channel.position(position);
    }

    @Override
    public long tell() throws IOException {
        return channel.position();
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(into, offset, length));
    }

    /** Refuses a block that says it is larger than allowed, before memory is taken for it. */
    void checkBlock(long at, int maxBytes) throws IOException, SplitChangedException {
        if (at > channel.size()) {
            throw new SplitChangedException(file + " ends at byte " + channel.size() + ", before the position at byte "
                    + at + ": it was cut since. Put the former file back and run the job again");
        }
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        channel.read(head, at);
        head.flip();
        if (!head.hasRemaining()) {
            return;
        }
        long records = varLong(head);
        long bytes = varLong(head);
        if (records < 0 || bytes < 0 || bytes > maxBytes) {
            throw new IOException(file + " has a block at byte " + at + " of " + records + " records and " + bytes
                    + " bytes; at most " + maxBytes
                    + " bytes are read. It is damaged, or written with larger blocks: then"
                    + " raise maxBlockBytes");
        }
    }

    private static long varLong(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
