package io.penstock.node;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * How a job was run last: {@code DIR/command.json}, for {@code resume}. Only its owner may read it, since arguments of jobs
 * can be secret.
 *
 * @param words of the command line
 * @param directory in which it was typed: its paths may be relative
 */
record LastCommand(List<String> words, String directory) {
    private static final String FILE = "command.json";
    private static final int MOST_BYTES = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    LastCommand {
        words = List.copyOf(words);
    }

    static LastCommand now(List<String> words) {
        return new LastCommand(words, Path.of("").toAbsolutePath().toString());
    }

    /** @throws CommandException if it cannot be written */
    void writeTo(Path run) {
        Path unfinished = run.resolve(FILE + ".tmp");
        try {
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished, ownerOnly());
            Files.write(unfinished, JSON.writeValueAsBytes(this));
            Files.move(
                    unfinished, run.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the directory " + run + " cannot be written to ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage() + "): give another one with --dir",
                    e);
        }
    }

    /** @throws CommandException if there is none */
    static LastCommand of(Path run) {
        Path file = run.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "in " + run + " no job was run by 'penstock run' (there is no " + FILE
                            + "): give the directory of a run with --dir, or use 'run'");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandException(
                        ExitCode.USAGE, file + " has more than " + MOST_BYTES + " bytes: use 'run' instead");
            }
            return JSON.readValue(Files.readAllBytes(file), LastCommand.class);
        } catch (JacksonException e) {
            throw new CommandException(
                    ExitCode.USAGE, file + " cannot be read: " + e.getOriginalMessage() + "; use 'run' instead", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e + "; use 'run' instead", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
