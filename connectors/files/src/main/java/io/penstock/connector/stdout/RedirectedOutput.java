package io.penstock.connector.stdout;

import io.penstock.connector.PermanentFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The regular file that standard output of this process is appended to. It is opened by its name and not written to as
 * descriptor 1, which an interrupted thread would close for the whole process.
 */
final class RedirectedOutput {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Path FLAGS = Path.of("/proc/self/fdinfo/1");
    private static final Pattern FLAGS_LINE = Pattern.compile("flags:\\s*([0-7]{1,20})");
    private static final long O_APPEND = 02000;

    private final Path file;

    /** @param file is there */
    RedirectedOutput(Path file) {
        this.file = file;
    }

    /** @throws PermanentFailureException if it goes elsewhere, or that cannot be told */
    static RedirectedOutput ofThisProcess() throws IOException, PermanentFailureException {
        return of(STANDARD_OUTPUT, FLAGS);
    }

    static RedirectedOutput of(Path descriptor, Path flags) throws IOException, PermanentFailureException {
        if (!Files.isSymbolicLink(descriptor) || !Files.isReadable(flags)) {
            throw new PermanentFailureException("where standard output goes is told by " + descriptor + " and " + flags
                    + ", which are not there: use StdoutSink.committed() on systems other than Linux");
        }
        Path target = Files.readSymbolicLink(descriptor);
        if (!Files.isRegularFile(target)) {
            throw new PermanentFailureException("standard output is " + target + " and no regular file: start the"
                    + " process with '>> FILE' behind its command, or use StdoutSink.committed()");
        }
        if (!isAppending(flags)) {
            throw new PermanentFailureException("standard output is written over " + target + " and not appended to it:"
                    + " start the process with '>>' in place of '>', which empties the file at each start, or use"
                    + " StdoutSink.committed()");
        }
        return new RedirectedOutput(target);
    }

    private static boolean isAppending(Path flags) throws IOException {
        String text = Files.readString(flags, StandardCharsets.ISO_8859_1);
        Matcher found = FLAGS_LINE.matcher(text);
        if (!found.find()) {
            throw new IOException(flags + " has no line '" + FLAGS_LINE + "' but: " + text);
        }
        return (Long.parseLong(found.group(1), 8) & O_APPEND) != 0;
    }

    Path file() {
        return file;
    }

    long length() throws IOException {
        return Files.size(file);
    }

    /** The bytes from a place on, as many as there are, at most so many. */
    byte[] read(long from, int atMost) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(atMost, in.size() - from)));
            while (bytes.hasRemaining() && in.read(bytes, from + bytes.position()) >= 0) {
                // Until all of it is there: a read may give less.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** Writes at the end, behind what this process has printed. It survives the loss of power when this returns. */
    void append(ByteBuffer bytes) throws IOException {
        System.out.flush();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** What was written before survives the loss of power from now on. */
    void force() throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.force(true);
        }
    }
}
