package io.penstock.connector.kafka;

import io.penstock.servers.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folders of a broker's partitions ({@code topic-0}), which are set back to what they were by hand.
 *
 * @param copies where they are kept meanwhile
 */
record Folders(KafkaBroker broker, Path copies) {
    private Path data(String partition) {
        return broker.folder().resolve("data").resolve(partition);
    }

    /** Copies one as it is now; once. */
    void keep(String partition) {
        copy(data(partition), copies.resolve(partition));
    }

    /** Kills the broker, and starts it with those that were kept. */
    void putBack(String... partitions) {
        killAndPutBack(partitions);
        broker.start();
    }

    /** As {@link #putBack}, but the broker is dead. */
    void killAndPutBack(String... partitions) {
        broker.kill();
        for (String partition : partitions) {
            delete(data(partition));
            copy(copies.resolve(partition), data(partition));
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
