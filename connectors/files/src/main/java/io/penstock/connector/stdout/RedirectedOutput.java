package io.penstock.connector.stdout;

import io.penstock.connector.PermanentFailureException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The regular file that standard output of this process goes to. */
final class RedirectedOutput {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final Path file;
    private final FileChannel out;

    /** @param out only written to, and never closed */
    RedirectedOutput(Path file, FileChannel out) {
        this.file = file;
        this.out = out;
    }

    /** @throws PermanentFailureException if it goes elsewhere, or that cannot be told */
    static RedirectedOutput ofThisProcess() throws IOException, PermanentFailureException {
        return new RedirectedOutput(target(STANDARD_OUTPUT), new FileOutputStream(FileDescriptor.out).getChannel());
    }

    static Path target(Path descriptor) throws IOException, PermanentFailureException {
        if (!Files.isSymbolicLink(descriptor)) {
            throw new PermanentFailureException("where standard output goes is told by " + descriptor
                    + ", which is not there: use StdoutSink.committed() on systems other than Linux");
        }
        Path target = Files.readSymbolicLink(descriptor);
        if (!Files.isRegularFile(target)) {
            throw new PermanentFailureException("standard output is " + target + " and no regular file: start the"
                    + " process with '>> FILE' behind its command, or use StdoutSink.committed()");
        }
        return target;
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

    /** Writes at the end. */
    void append(ByteBuffer bytes) throws IOException {
        // What others have printed in this process is in front of it.
        System.out.flush();
        out.position(length());
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** What was written survives the loss of power from now on. */
    void force() throws IOException {
        out.force(true);
    }
}
