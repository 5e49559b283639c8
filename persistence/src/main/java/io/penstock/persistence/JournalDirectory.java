package io.penstock.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A directory that may hold a journal or Pekko snapshots, seen from outside. */
public final class JournalDirectory {
    private final Path path;

    private JournalDirectory(Path path) {
        this.path = path;
    }

    /** Names a directory; it need not exist. */
    public static JournalDirectory of(Path path) {
        return new JournalDirectory(path.toAbsolutePath().normalize());
    }

    /** The absolute path. */
    public Path path() {
        return path;
    }

    /**
     * Who owns the directory right now. Takes nothing and leaves nothing behind; the answer may be outdated when it
     * arrives.
     *
     * @return the owner, or empty if nobody has it or it does not exist
     * @throws IOException if the directory cannot be read
     */
    public Optional<JournalOwner> owner() throws IOException {
        return Files.isDirectory(path) ? OwnerLock.probe(path) : Optional.empty();
    }
}
