package io.penstock.connector.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a {@link FileSink} has committed, as a reader of its directory sees it. */
public final class CommittedFiles {
    private CommittedFiles() {}

    /**
     * The committed files of a sink, ordered by epoch, lane and part; none if there is no such directory.
     *
     * @param prefix the prefix of the sink, which is its name unless it was given one
     */
    public static List<Path> list(Path directory, String prefix) throws IOException {
        record Named(Path path, FileName name) {}
        List<Named> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : (Iterable<Path>) entries::iterator) {
                FileName.parse(path.getFileName().toString())
                        .filter(name -> name.prefix().equals(prefix))
                        .ifPresent(name -> found.add(new Named(path, name)));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        found.sort(Comparator.comparing(Named::name));
        return found.stream().map(Named::path).toList();
    }

    /** The lines of all committed files of a sink, in their order. Holds them all in memory. */
    public static List<String> lines(Path directory, String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : list(directory, prefix)) {
            lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
        }
        return lines;
    }

    /** As {@link #lines}, without the header that each file of a CSV sink begins with. */
    public static List<String> rows(Path directory, String prefix) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : list(directory, prefix)) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            rows.addAll(lines.subList(Math.min(1, lines.size()), lines.size()));
        }
        return rows;
    }
}
