package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.Path;

/** A file in the staging area. */
final class StagedOutput implements PartOutput {
    private final Disk disk;
    private final Path path;
    private final Disk.Output output;
    private boolean closed;

    StagedOutput(Disk disk, StagingArea.Opened opened) {
        this.disk = disk;
        this.path = opened.path();
        this.output = opened.output();
    }

    Path path() {
        return path;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        try {
            output.write(bytes, length);
        } catch (IOException e) {
            throw DiskProblem.of("write", path, e);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            output.sync();
        } catch (IOException e) {
            throw DiskProblem.of("flush", path, e);
        }
        output.close();
        closed = true;
    }

    @Override
    public void discard() throws IOException {
        if (!closed) {
            closed = true;
            output.close();
        }
        disk.delete(path);
    }
}
