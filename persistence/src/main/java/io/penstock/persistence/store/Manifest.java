package io.penstock.persistence.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What all files of a journal share: format version, block size and roll cycle. Chronicle does not store the block size,
 * and a reader of Chronicle with a smaller one kills its JVM; so a mismatch is refused.
 */
public record Manifest(int formatVersion, int blockBytes, String rollCycle) {
    static final String FILE = "manifest";
    private static final String ROLL_CYCLE = "FAST_HOURLY";

    static Manifest of(StoreSettings settings) {
        return new Manifest(FrameDescriptor.FORMAT_VERSION, settings.blockBytes(), ROLL_CYCLE);
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    void write(Path directory) throws IOException {
        DurableFiles.replace(directory.resolve(FILE), text().getBytes(StandardCharsets.UTF_8), true);
    }

    /** Refuses a journal that was made with other figures. */
    static void check(StoreSettings settings) throws IOException {
        Path file = settings.directory().resolve(FILE);
        Manifest wanted = of(settings);
        Manifest found = read(settings.directory());
        if (found.formatVersion() != wanted.formatVersion()) {
            throw new IllegalStateException(file + " names format-version " + found.formatVersion()
                    + "; this version of the plugin reads " + wanted.formatVersion()
                    + " only. Open the journal with the version that wrote it.");
        }
        if (found.blockBytes() != wanted.blockBytes()) {
            throw new IllegalStateException(file + " names block-size " + found.blockBytes() + ", configured is "
                    + wanted.blockBytes() + ". The block size of a journal never changes: set block-size = "
                    + found.blockBytes() + " for this directory, or use another directory.");
        }
        if (!found.rollCycle().equals(wanted.rollCycle())) {
            throw new IllegalStateException(file + " names roll-cycle " + found.rollCycle() + "; this version uses "
                    + wanted.rollCycle() + ". Open the journal with the version that wrote it.");
        }
    }

    /** Reads the manifest of a journal directory. */
    public static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(
                        line.substring(0, equals).trim(),
                        line.substring(equals + 1).trim());
            }
        }
        return new Manifest(
                number(file, values, "format-version"),
                number(file, values, "block-size"),
                value(file, values, "roll-cycle"));
    }

    private String text() {
        return "# Of a Penstock journal. Written once; block size and roll cycle never change.\nformat-version = "
                + formatVersion + "\nblock-size = " + blockBytes + "\nroll-cycle = " + rollCycle + "\n";
    }

    private static int number(Path file, Map<String, String> values, String key) {
        String value = value(file, values, key);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    file + ": " + key + " = \"" + value + "\" is not a number. "
                            + "Restore the file from a backup; see FORMAT.md for its content.",
                    e);
        }
    }

    private static String value(Path file, Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(
                    file + " has no " + key + ". Restore the file from a backup; see FORMAT.md for its content.");
        }
        return value;
    }
}
