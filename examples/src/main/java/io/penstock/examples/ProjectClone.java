package io.penstock.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The clone of the project that the launcher stands in, or the working directory if there is none. */
public final class ProjectClone {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss").withZone(ZoneOffset.UTC);

    private ProjectClone() {}

    public static Path home() {
        return Path.of(System.getProperty("penstock.home", ""));
    }

    /** A directory for one run that does not exist yet, below {@code target/<kind>}. */
    public static Path freshDir(String kind) {
        return free(home().resolve("target").resolve(kind).resolve(SECONDS.format(Instant.now())));
    }

    /** This path, or with a number behind it the first that does not exist. */
    public static Path free(Path wanted) {
        Path free = wanted;
        for (int i = 2; Files.exists(free); i++) {
            free = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return free;
    }
}
