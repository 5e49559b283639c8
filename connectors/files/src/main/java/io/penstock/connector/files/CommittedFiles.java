package io.penstock.connector.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a {@link FileSink} has committed, as a reader of its directory sees it. */
public final class CommittedFiles {
    private CommittedFiles() {}

    /**
     * The committed files of a sink, those in buckets too, ordered by epoch, lane and part; none if there is no such
     * directory.
     *
     * @param prefix the prefix of the sink, which is its name unless it was given one
     */
    public static List<Path> list(Path directory, String prefix) throws IOException {
        record Named(Path path, FileName name) {}
        List<Named> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean hidden = !folder.equals(directory)
                        && String.valueOf(folder.getFileName()).startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                FileName.parse(String.valueOf(path.getFileName()))
                        .filter(name -> name.prefix().equals(prefix))
                        .ifPresent(name -> found.add(new Named(path, name)));
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(Named::name).thenComparing(Named::path));
        return found.stream().map(Named::path).toList();
    }

    /** The lines of all committed files of a sink, in their order, decompressed. Holds them all in memory. */
    public static List<String> lines(Path directory, String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : list(directory, prefix)) {
            lines.addAll(lines(file));
        }
        return lines;
    }

    /** As {@link #lines}, without the header that each file of a CSV sink begins with. */
    public static List<String> rows(Path directory, String prefix) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : list(directory, prefix)) {
            List<String> lines = lines(file);
            rows.addAll(lines.subList(Math.min(1, lines.size()), lines.size()));
        }
        return rows;
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Compression.of(file).decompress(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
