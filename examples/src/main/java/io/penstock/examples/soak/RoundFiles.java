package io.penstock.examples.soak;

import io.penstock.examples.crash.CsvOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a round reads and writes.
 *
 * <pre>
 * DIR/input/             the events
 * DIR/output/SINK/       what the job wrote
 * DIR/run/               journal and log
 * DIR/run-workers.log    what the processes printed
 * DIR/kills.log          when they were killed
 * </pre>
 */
record RoundFiles(Path dir) {
    /** Those of the round whose job runs in that directory. */
    static RoundFiles ofRun(Path run) {
        Path dir = run.toAbsolutePath().getParent();
        if (dir == null) {
            throw new IllegalArgumentException(run + " is no directory of the job of a round: it has no parent");
        }
        return new RoundFiles(dir);
    }

    Path input() {
        return dir.resolve("input");
    }

    Path run() {
        return dir.resolve("run");
    }

    Path kills() {
        return dir.resolve("kills.log");
    }

    Path output(String sink) {
        return output().resolve(sink);
    }

    private Path output() {
        return dir.resolve("output");
    }

    /** What was written by the job of these sinks. */
    CsvOutput written(Collection<String> sinks) {
        return new CsvOutput(output(), sinks.stream().map(this::output).toList());
    }

    void writeInput(List<List<Event>> files) throws IOException {
        Files.createDirectories(input());
        for (int file = 0; file < files.size(); file++) {
            Files.write(
                    input().resolve("events-" + file + ".txt"),
                    files.get(file).stream().map(Event::line).toList());
        }
    }

    /** Deletes all of it. */
    void delete() throws IOException {
        try (Stream<Path> paths = Files.walk(dir)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
