package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The real disk, except that it can be made to refuse everything, or to hang, and be repaired again. */
final class ControlledDisk implements Disk {
    private volatile boolean failing;
    private volatile CountDownLatch open = new CountDownLatch(0);

    void fail() {
        failing = true;
    }

    void repair() {
        failing = false;
    }

    void hang() {
        open = new CountDownLatch(1);
    }

    void release() {
        open.countDown();
    }

    private void check() throws IOException {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (failing) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public Output create(Path file) throws IOException {
        check();
        Output real = REAL.create(file);
        return new Output() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                check();
                real.write(bytes, length);
            }

            @Override
            public void sync() throws IOException {
                check();
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
        check();
        REAL.createDirectories(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        check();
        REAL.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        check();
        REAL.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        check();
        REAL.syncDirectory(directory);
    }
}
