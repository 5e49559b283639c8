package io.penstock.connector.stdout;

import io.penstock.connector.ConnectorClock;
import io.penstock.connector.SinkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is noted beside the file that standard output goes to: for each lane, which epoch was printed last, and where. In
 * the directory {@code .<file>.penstock}, with a file for each lane of each job that is not over. One instance serves all
 * sinks of a process that print into the file, and keeps other processes from it. Its users are one at a time inside of
 * {@code synchronized (notes)}.
 */
final class PrintNotes {
    /** Of all files that this process prints into, which is one, unless a test has more. */
    private static final Map<Path, PrintNotes> OPEN = new HashMap<>();

    private static final Pattern NOTE = Pattern.compile("epoch (\\d{1,18}) start (\\d{1,18}) length (\\d{1,9})\n");

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final String id;
    private int users;

    /**
     * What a lane printed last, or was about to print.
     *
     * @param start where in the file, in bytes
     * @param length how much, in bytes
     */
    record Note(long epoch, long start, int length) {
        long end() {
            return start + length;
        }
    }

    private PrintNotes(Path directory, FileChannel lockFile, FileLock lock, ConnectorClock clock) throws IOException {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
        this.id = idOf(directory, clock);
    }

    /**
     * The notes of a file, made if there are none; to be given back with {@link #release}.
     *
     * @param clock gives them an id if they are made
     * @throws IOException if another process has them, among others
     */
    static PrintNotes acquire(Path file, ConnectorClock clock) throws IOException {
        Path directory = file.resolveSibling("." + file.getFileName() + ".penstock");
        synchronized (OPEN) {
            PrintNotes notes = OPEN.get(directory);
            if (notes == null) {
                notes = open(file, directory, clock);
                OPEN.put(directory, notes);
            }
            notes.users++;
            return notes;
        }
    }

    private static PrintNotes open(Path file, Path directory, ConnectorClock clock) throws IOException {
        FileChannel lockFile;
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "what is printed into " + file + " is noted in " + directory
                            + ", which cannot be written: make it writable, redirect standard output elsewhere, or use"
                            + " StdoutSink.committed()",
                    e);
        }
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another process prints into " + file
                        + " by StdoutSink.redirected() (it has the lock on " + directory.resolve("lock")
                        + "): end it, or redirect the standard output of this one to a file of its own");
            }
            return new PrintNotes(directory, lockFile, lock, clock);
        } catch (Throwable e) {
            lockFile.close();
            throw e;
        }
    }

    private static String idOf(Path directory, ConnectorClock clock) throws IOException {
        Path file = directory.resolve("id");
        if (!Files.exists(file)) {
            replace(file, clock.freshId());
        }
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    void release() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(directory);
                try {
                    lock.release();
                    lockFile.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("the lock in " + directory + " could not be given back", e);
                }
            }
        }
    }

    /** Differs between any two directories of notes: where another one is found, nothing is known of the file. */
    String id() {
        return id;
    }

    Path directory() {
        return directory;
    }

    private Path job(SinkContext context) {
        return directory.resolve(context.jobId());
    }

    private Path lane(SinkContext context, int lane) {
        return job(context).resolve(URLEncoder.encode(context.sinkName(), StandardCharsets.UTF_8) + "-" + lane);
    }

    Optional<Note> read(SinkContext context, int lane) throws IOException {
        Path file = lane(context, lane);
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher note = NOTE.matcher(text);
        if (!note.matches()) {
            throw new IOException("the note of what was printed, " + file + ", is damaged: expected '" + NOTE
                    + "', found '" + text + "'. Use StdoutSink.committed(), or restore it");
        }
        return Optional.of(new Note(
                Long.parseLong(note.group(1)), Long.parseLong(note.group(2)), Integer.parseInt(note.group(3))));
    }

    /** Durable when it returns. */
    void write(SinkContext context, int lane, Note note) throws IOException {
        Files.createDirectories(job(context));
        replace(
                lane(context, lane),
                "epoch " + note.epoch() + " start " + note.start() + " length " + note.length() + "\n");
    }

    /** Forgets a lane of a job that is over. */
    void remove(SinkContext context) throws IOException {
        Files.deleteIfExists(lane(context, context.lane()));
        try {
            Files.deleteIfExists(job(context));
        } catch (DirectoryNotEmptyException e) {
            // Of other lanes and sinks, which are not finished yet: the last one removes it.
            return;
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path parent = parent(file);
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static Path parent(Path file) {
        @Nullable Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no directory: expected an absolute path");
        }
        return parent;
    }
}
