package io.penstock.node;

import io.penstock.persistence.JournalDirectory;
import io.penstock.persistence.JournalOwner;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a job that runs stand-alone.
 *
 * <pre>
 * DIR/penstock-run    marks the directory as ours; its first line is the name of the job
 * DIR/journal/        checkpoints and the job's history
 * DIR/snapshots/      Pekko snapshots of that history
 * DIR/logs/           penstock.log and its predecessors
 * DIR/savepoints/     savepoints that were to go nowhere else
 * DIR/control/        the socket on which the running process answers
 * DIR/command.json    the command line of the last run, for its owner's eyes only
 * </pre>
 */
public final class RunDirectory {
    private static final String MARKER = "penstock-run";
    private static final String UNFINISHED_MARKER = "penstock-run.tmp";
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** Where a job runs if nobody says otherwise. */
    public static Path defaultPath(String jobName) {
        return Path.of(".penstock", jobName);
    }

    /** Where the journal of a run is, whether or not there is one. */
    static Path journalIn(Path run) {
        return run.resolve("journal");
    }

    /**
     * Makes the directory ready for a job, or finds it ready.
     *
     * @throws CommandException if it is another job's, is in use, or holds something that is not ours
     */
    public static RunDirectory prepare(Path path, String jobName) {
        RunDirectory directory = new RunDirectory(path);
        try {
            directory.refuseIfInUse();
            String owner = directory.markedFor();
            if (owner == null) {
                directory.refuseIfForeign();
                directory.mark(jobName);
            } else if (!owner.equals(jobName)) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "directory " + path + " holds job '" + owner + "', and this is job '" + jobName
                                + "': give another directory with --dir");
            }
            Files.createDirectories(directory.journal());
            Files.createDirectories(directory.logs());
            return directory;
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "directory " + path + " cannot be used: " + describe(e) + "; give another one with --dir",
                    e);
        }
    }

    /**
     * Moves the directory out of the way, so that the job begins anew. Nothing is deleted.
     *
     * @return where it was moved to, or empty if there was nothing
     * @throws CommandException if it is in use or not ours
     */
    public static Optional<Path> setAside(Path path) {
        RunDirectory directory = new RunDirectory(path);
        try {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            directory.refuseIfInUse();
            if (directory.markedFor() == null) {
                directory.refuseIfForeign();
                return Optional.empty();
            }
            Path absolute = path.toAbsolutePath().normalize();
            String aside = absolute.getFileName() + ".until-" + SECONDS.format(Instant.now());
            Path target = absolute.resolveSibling(aside);
            for (int i = 2; Files.exists(target); i++) {
                target = absolute.resolveSibling(aside + "-" + i);
            }
            return Optional.of(Files.move(absolute, target));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "directory " + path + " cannot be moved out of the way: " + describe(e)
                            + "; give another one with --dir",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    public Path journal() {
        return journalIn(path);
    }

    public Path snapshots() {
        return path.resolve("snapshots");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path logFile() {
        return logs().resolve("penstock.log");
    }

    private void refuseIfInUse() throws IOException {
        Optional<JournalOwner> owner = JournalDirectory.of(journal()).owner();
        if (owner.isPresent()) {
            throw new CommandException(
                    ExitCode.IN_USE,
                    "directory " + path + " is in use by process " + owner.get().pid() + " since "
                            + owner.get().since() + ": stop that process, or give another directory with --dir");
        }
    }

    /** Anything in an unmarked directory is somebody else's. */
    private void refuseIfForeign() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new CommandException(
                    ExitCode.USAGE, path + " is a file, expected a directory: give another one with --dir");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(UNFINISHED_MARKER)) {
                    throw new CommandException(
                            ExitCode.USAGE,
                            "directory " + path + " is not empty and not one of Penstock's (it has "
                                    + entry.getFileName() + " and no file " + MARKER
                                    + "): give an empty or a new one with --dir");
                }
            }
        }
    }

    private @Nullable String markedFor() throws IOException {
        Path marker = path.resolve(MARKER);
        if (!Files.isRegularFile(marker)) {
            return null;
        }
        String content = Files.readString(marker);
        int end = content.indexOf('\n');
        return end < 0 ? content : content.substring(0, end);
    }

    /** The marker is there whole or not at all, whenever the process dies. */
    private void mark(String jobName) throws IOException {
        Files.createDirectories(path);
        Path unfinished = path.resolve(UNFINISHED_MARKER);
        Files.writeString(unfinished, jobName + "\nThe run of a Penstock job, begun " + Instant.now() + ".\n");
        Files.move(
                unfinished, path.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The message of a file system exception is often the bare path. */
    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
