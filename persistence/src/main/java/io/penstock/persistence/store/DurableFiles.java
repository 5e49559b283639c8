package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files replaced as a whole, and forcing of directories. */
public final class DurableFiles {
    private static final String ASIDE = ".new";

    private DurableFiles() {}

    /** Replaces a file as a whole; after a crash the old or the new content is there. */
    public static void replace(Path file, byte[] content, boolean force) throws IOException {
        replace(file, new ByteBuffer[] {ByteBuffer.wrap(content)}, force);
    }

    /** Replaces a file as a whole by several pieces. */
    public static void replace(Path file, ByteBuffer[] content, boolean force) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ASIDE);
        Interrupts.withstanding(() -> write(aside, content, force));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (force) {
            forceDirectory(file.resolveSibling("."));
        }
    }

    private static Path write(Path aside, ByteBuffer[] content, boolean force) throws IOException {
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer piece : content) {
                ByteBuffer left = piece.duplicate();
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
            if (force) {
                channel.force(true);
            }
        }
        return aside;
    }

    /** Whether a name is that of a replacement which a crash left unfinished. */
    public static boolean isLeftover(String name) {
        return name.endsWith(ASIDE);
    }

    /** Makes the names in a directory durable. */
    public static void forceDirectory(Path directory) throws IOException {
        Interrupts.withstanding(() -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
            return directory;
        });
    }
}
