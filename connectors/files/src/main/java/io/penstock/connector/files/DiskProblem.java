package io.penstock.connector.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Says of an error of the file system what was done where, and what to do next. */
final class DiskProblem {
    private DiskProblem() {}

    static IOException of(String doing, Path path, IOException cause) {
        return new IOException("cannot " + doing + " " + path + ": " + reason(cause) + advice(path, cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + " exists already";
        }
        String message = cause.getMessage();
        return message == null || cause instanceof FileSystemException ? cause.toString() : message;
    }

    private static String advice(Path path, IOException cause) {
        String reason = reason(cause).toLowerCase(Locale.ROOT);
        if (reason.contains("no space") || reason.contains("quota")) {
            return ". Make room on the file system of " + path + "; the job then goes on from its last checkpoint";
        }
        if (cause instanceof AccessDeniedException || reason.contains("read-only")) {
            return ". Give user " + System.getProperty("user.name") + " the right to write there, or choose another"
                    + " directory";
        }
        if (cause instanceof FileAlreadyExistsException || reason.contains("not a directory")) {
            return ". A file stands where a directory is needed: move it away, or choose another directory";
        }
        return "";
    }
}
