package io.penstock.connector.files;

import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a plain file: any of them is reached without reading others. */
final class PlainInput implements ByteInput {
    private final Path file;
    private final FileGuard guard;
    private final FileChannel channel;

    PlainInput(Path file, FileGuard guard) throws IOException {
        this.file = file;
        this.guard = guard;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException, SplitChangedException {
        int read = channel.read(ByteBuffer.wrap(into, from, length));
        guard.verify();
        return read;
    }

    @Override
    public void moveTo(long offset) throws IOException, SplitChangedException {
        if (offset > channel.size()) {
            throw new SplitChangedException(file + " ends at byte " + channel.size() + ", before the position at byte "
                    + offset + ": it was cut since. Put the former file back and run the job again");
        }
        channel.position(offset);
    }

    @Override
    public long consumed() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot tell the position in " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
