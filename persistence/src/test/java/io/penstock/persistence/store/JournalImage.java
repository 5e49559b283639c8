package io.penstock.persistence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a journal's directory taken while its owner lives: what kill -9 leaves behind. */
final class JournalImage {
    private final Path directory;

    private JournalImage(Path directory) {
        this.directory = directory;
    }

    static JournalImage of(Path journal, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(journal)) {
            files.forEach(file -> {
                try {
                    Path target = copy.resolve(journal.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return new JournalImage(copy);
    }

    Path directory() {
        return directory;
    }

    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }

    /** Position of the payload of the data document number {@code n} of a segment file. */
    static long document(Path segment, int n) throws IOException {
        long at = 0;
        int left = n;
        while (true) {
            int word = (int) readInt(segment, at);
            if (word == 0) {
                throw new IllegalArgumentException(segment + " has fewer than " + n + " documents");
            }
            if (!Documents.isMeta(word)) {
                if (left == 0) {
                    return at + Documents.WORD_BYTES;
                }
                left--;
            }
            at = Documents.align(at + Documents.WORD_BYTES + Documents.length(word));
        }
    }

    static int documents(Path segment) throws IOException {
        int count = 0;
        while (true) {
            try {
                document(segment, count);
                count++;
            } catch (IllegalArgumentException e) {
                return count;
            }
        }
    }

    static long readInt(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(buffer, at);
            return buffer.getInt(0);
        }
    }

    static void writeInt(Path file, long at, int value) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        overwrite(file, at, buffer.array());
    }

    static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
