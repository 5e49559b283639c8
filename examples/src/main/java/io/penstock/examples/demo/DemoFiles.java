package io.penstock.examples.demo;

import io.penstock.api.JobArguments;
import io.penstock.examples.flights.DelaysJob;
import io.penstock.node.CommandException;
import io.penstock.node.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the demo reads and writes: all in the directory of the run, so that a demo is moved or deleted as a whole.
 *
 * @param input flights
 * @param dir the directory of the run
 */
record DemoFiles(Path input, Path dir) {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss").withZone(ZoneOffset.UTC);

    /** The clone the launcher stands in. */
    static Path home() {
        return Path.of(System.getProperty("penstock.home", ""));
    }

    static Path defaultInput() {
        return home().resolve("examples").resolve("data").resolve("flights.csv");
    }

    /** A directory that does not exist yet. */
    static Path freshDir(String kind) {
        Path parent = home().resolve("target").resolve(kind);
        String name = SECONDS.format(Instant.now());
        Path dir = parent.resolve(name);
        for (int i = 2; Files.exists(dir); i++) {
            dir = parent.resolve(name + "-" + i);
        }
        return dir;
    }

    /** @throws CommandException if there is no input */
    DemoFiles {
        if (!Files.isRegularFile(input)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no file of flights at " + input + ": run the demo from a clone of the project with"
                            + " ./penstock demo, or give the file with --input");
        }
    }

    Path delays() {
        return output().resolve("delays");
    }

    Path late() {
        return output().resolve("late");
    }

    Path deadLetters() {
        return output().resolve("dead-letters");
    }

    private Path output() {
        return dir.resolve("output");
    }

    /** The arguments of {@link DelaysJob}. */
    JobArguments arguments(int pace, int parallelism) {
        Map<String, String> values = new HashMap<>();
        values.put("input", input.toString());
        values.put("output", delays().toString());
        values.put("late", late().toString());
        values.put("dead-letters", deadLetters().toString());
        values.put("pace", Integer.toString(pace));
        if (parallelism > 0) {
            values.put("parallelism", Integer.toString(parallelism));
        }
        return JobArguments.of(values);
    }

    /**
     * The rows of all CSV files of a directory, as whoever reads the output sees them, without headers; none if there is
     * no such directory.
     */
    static List<String> rows(Path directory) throws IOException {
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
    List<Path> leftBehind() throws IOException {
        if (!Files.isDirectory(output())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(output())) {
            return files.filter(path -> !path.equals(output()))
                    .filter(path -> !path.equals(delays()) && !path.equals(late()) && !path.equals(deadLetters()))
                    .filter(path -> !path.toString().endsWith(".csv")
                            || !Files.isRegularFile(path)
                            || path.toString().contains(".staging"))
                    .sorted()
                    .toList();
        }
    }
}
