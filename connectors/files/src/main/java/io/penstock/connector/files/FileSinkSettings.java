package io.penstock.connector.files;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a sink writes.
 *
 * @param directory absolute
 * @param prefix of the file names, or empty for the name of the sink
 * @param suffix of the file names, with its dot
 * @param maxFileBytes a file is closed before it grows beyond that
 */
record FileSinkSettings(Path directory, Optional<String> prefix, String suffix, long maxFileBytes) {
    private static final Pattern SUFFIX = Pattern.compile("(\\.[A-Za-z0-9]{1,16}){1,3}");

    FileSinkSettings {
        directory = directory.toAbsolutePath().normalize();
        prefix.ifPresent(name -> StagingArea.checkSafe("prefix", name));
        if (!SUFFIX.matcher(suffix).matches()) {
            throw new IllegalArgumentException("suffix must match " + SUFFIX + ", not '" + suffix + "'");
        }
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("maxFileBytes must be 1 or more, not " + maxFileBytes);
        }
    }
}
