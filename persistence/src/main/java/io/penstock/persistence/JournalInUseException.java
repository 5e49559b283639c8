package io.penstock.persistence;

import java.nio.file.Path;

/** Thrown when a directory already has an owner: another process, or another actor system of this one. */
public final class JournalInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path directory;
    private final transient JournalOwner owner;

    /** Used by the stores of this module. */
    public JournalInUseException(Path directory, JournalOwner owner) {
        super("The directory " + directory + " is in use by " + owner.describe()
                + ". A directory has one owner at a time: " + "stop that process (pid " + owner.pid()
                + "), or give this one another directory (setting \"dir\").");
        this.directory = directory;
        this.owner = owner;
    }

    /** The directory that was asked for. */
    public Path directory() {
        return directory;
    }

    /** Who has it. */
    public JournalOwner owner() {
        return owner;
    }
}
