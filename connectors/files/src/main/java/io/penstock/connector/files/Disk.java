package io.penstock.connector.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What the sink does to the file system, so that tests can fail at each step of it. */
interface Disk {
    /** Creates a file that must not exist. */
    Output create(Path file) throws IOException;

    /** Creates a directory and its parents where they are missing, durably. */
    void createDirectories(Path directory) throws IOException;

    /** Gives a file another name on the same file system, in one step. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory, if it is there. */
    void delete(Path path) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** A file being written. */
    interface Output extends AutoCloseable {
        void write(byte[] bytes, int length) throws IOException;

        /** Makes what was written durable. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** The real one. */
    Disk REAL = new Disk() {
        private final boolean directoriesCanSync =
                !System.getProperty("os.name", "").startsWith("Windows");

        @Override
        public Output create(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            return new Output() {
                @Override
                public void write(byte[] bytes, int length) throws IOException {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }

                @Override
                public void sync() throws IOException {
                    channel.force(true);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }

        @Override
        public void createDirectories(Path directory) throws IOException {
            if (Files.isDirectory(directory)) {
                return;
            }
            Path parent = directory.getParent();
            if (parent != null) {
                createDirectories(parent);
            }
            Files.createDirectories(directory);
            if (parent != null) {
                syncDirectory(parent);
            }
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException(
                        from + " cannot be renamed to " + to + " in one step: both must be on one file system", e);
            }
        }

        @Override
        public void delete(Path path) throws IOException {
            Files.deleteIfExists(path);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            if (directoriesCanSync) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    };
}
