package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a disk has. */
@FunctionalInterface
public interface Disk {
    /** Bytes this process may still write. */
    long usableBytes() throws IOException;

    /** The disk that holds a directory. */
    static Disk of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return store::getUsableSpace;
    }
}
