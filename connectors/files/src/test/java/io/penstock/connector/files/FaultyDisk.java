package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk, except that creating files may fail and that no file takes a byte. */
record FaultyDisk(OnCreate onCreate) implements Disk {
    interface OnCreate {
        void accept(Path path) throws IOException;
    }

    @Override
    public Output create(Path file) throws IOException {
        onCreate.accept(file);
        Output real = REAL.create(file);
        return new Output() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void sync() throws IOException {
                real.sync();
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        REAL.createDirectories(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        REAL.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        REAL.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        REAL.syncDirectory(directory);
    }
}
