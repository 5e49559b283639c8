package io.penstock.connector.files;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.SplitChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of a file system. */
final class LocalFile implements StoredFile {
    private final Path file;
    private final FileGuard guard;
    private final ConnectorMetrics.Counter bytesRead;
    private final FileChannel channel;

    LocalFile(Path file, FileGuard guard, ConnectorMetrics.Counter bytesRead) throws IOException {
        this.file = file;
        this.guard = guard;
        this.bytesRead = bytesRead;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public String shortName() {
        return Place.shown(file);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return counted(channel.read(ByteBuffer.wrap(into, from, length)));
    }

    @Override
    public int readAt(long offset, byte[] into) throws IOException {
        return counted(channel.read(ByteBuffer.wrap(into), offset));
    }

    private int counted(int read) {
        bytesRead.add(Math.max(0, read));
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
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public void verify() throws IOException, SplitChangedException {
        guard.verify();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
