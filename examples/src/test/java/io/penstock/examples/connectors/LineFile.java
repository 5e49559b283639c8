package io.penstock.examples.connectors;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a plain program writes down: lines behind one another, each by one write, so that SIGKILL takes none back.
 * Thread-safe.
 */
final class LineFile {
    private final OutputStream out;

    LineFile(Path path) throws IOException {
        this.out = new FileOutputStream(path.toFile(), true);
    }

    synchronized void append(Object line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole lines of a file; none if it is not there. What has no line feed behind it was cut off by a kill. */
    static List<String> read(Path path) {
        if (!Files.exists(path)) {
            return List.of();
        }
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
