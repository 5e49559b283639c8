package io.penstock.examples.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a job has written: CSV files, in a directory per sink, all of them in one directory that nobody else writes to.
 *
 * @param root may be missing, as long as nothing is written
 * @param directories of the sinks, right below {@code root}
 */
public record CsvOutput(Path root, List<Path> directories) {
    public CsvOutput {
        directories = List.copyOf(directories);
    }

    /**
     * The rows of all CSV files of a directory, as whoever reads the output sees them, without headers; none if there is
     * no such directory.
     */
    public static List<String> rows(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                rows.addAll(lines.subList(Math.min(1, lines.size()), lines.size()));
            }
        }
        return rows;
    }

    /** What lies in the output and is no result: a job that has finished leaves nothing of the kind. */
    public List<Path> leftBehind() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(path -> !path.equals(root) && !directories.contains(path))
                    .filter(path -> !path.toString().endsWith(".csv")
                            || !Files.isRegularFile(path)
                            || path.toString().contains(".staging"))
                    .sorted()
                    .toList();
        }
    }
}
