package io.penstock.workloads;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A process of its own for one measurement, so that no run profits or suffers from the one before. */
public final class OneRun {
    private OneRun() {}

    /** Arguments: where to write the outcome, and the {@link RunSettings} as JSON. Exit status 1 if the result is wrong. */
    public static void main(String[] arguments) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Path result = Path.of(arguments[0]);
        RunSettings settings = json.readValue(arguments[1], RunSettings.class);
        Path directory = Files.createTempDirectory(result.toAbsolutePath().getParent(), "run");
        try {
            Outcome outcome = Trial.of(engine(settings), settings, directory);
            json.writeValue(result.toFile(), outcome);
            System.exit(outcome.wrong().isEmpty() ? 0 : 1);
        } catch (Exception failed) {
            // Threads of an engine could keep the process alive.
            failed.printStackTrace();
            System.exit(2);
        } finally {
            delete(directory);
        }
    }

    private static Engine engine(RunSettings settings) {
        List<Engine> engines = ServiceLoader.load(Engine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return engines.stream()
                .filter(engine -> engine.name().equals(settings.engine()))
                .filter(engine -> engine.workloads().contains(settings.workload()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing on the class path runs " + settings.workload()
                        + " on " + settings.engine() + ", there are "
                        + engines.stream()
                                .map(engine -> engine.name() + engine.workloads())
                                .toList()));
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
