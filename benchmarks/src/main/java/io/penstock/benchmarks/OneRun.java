package io.penstock.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.benchmarks.w1.PenstockW1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process of its own for one measurement, so that no run profits or suffers from the one before. */
public final class OneRun {
    /** By workload and engine. */
    private static final Map<String, Workload> WORKLOADS = Map.of("w1/penstock", new PenstockW1());

    private OneRun() {}

    /** Arguments: where to write the outcome, then those of {@link RunSettings}. */
    public static void main(String[] arguments) throws Exception {
        Path result = Path.of(arguments[0]);
        RunSettings settings = RunSettings.of(List.of(arguments).subList(1, arguments.length));
        Path directory = Files.createTempDirectory(result.toAbsolutePath().getParent(), "run");
        try {
            Outcome outcome = workload(settings).run(settings, directory);
            new ObjectMapper().writeValue(result.toFile(), outcome);
            System.exit(outcome.wrong().isEmpty() ? 0 : 1);
        } finally {
            delete(directory);
        }
    }

    static Workload workload(RunSettings settings) {
        String name = settings.workload() + "/" + settings.engine();
        Workload workload = WORKLOADS.get(name);
        if (workload == null) {
            throw new IllegalArgumentException("there is no workload " + name + ", only " + WORKLOADS.keySet());
        }
        return workload;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
