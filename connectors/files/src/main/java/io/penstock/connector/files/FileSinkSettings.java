package io.penstock.connector.files;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where and how a sink writes.
 *
 * @param directory absolute
 * @param prefix of the file names, or empty for the name of the sink
 * @param suffix of the file names, with its dot; that of the compression comes behind it
 * @param maxFileBytes a file is closed before it grows beyond that
 * @param maxFileAge a file that has been open for so long is closed
 * @param maxOpenFiles how many files a lane has open at once
 * @param maxFilesPerEpoch how many files a lane makes in one epoch
 * @param manifest whether each epoch gets a manifest
 */
record FileSinkSettings(
        Path directory,
        Optional<String> prefix,
        String suffix,
        Compression compression,
        long maxFileBytes,
        Duration maxFileAge,
        int maxOpenFiles,
        int maxFilesPerEpoch,
        boolean manifest) {
    private static final Pattern SUFFIX = Pattern.compile("(\\.[A-Za-z0-9]{1,16}){1,3}");
    private static final int GREATEST_OPEN_FILES = 10_000;
    private static final int GREATEST_FILES_PER_EPOCH = 100_000;

    /** With what stands under {@code penstock.connector.files.sink}. */
    static FileSinkSettings defaults(Path directory, String suffix) {
        return of(ConfigFactory.load().getConfig("penstock.connector.files.sink"), directory, suffix);
    }

    static FileSinkSettings of(Config config, Path directory, String suffix) {
        return new FileSinkSettings(
                directory,
                Optional.empty(),
                suffix,
                Compression.NONE,
                config.getBytes("max-file-bytes"),
                config.getDuration("max-file-age"),
                config.getInt("max-open-files"),
                config.getInt("max-files-per-epoch"),
                false);
    }

    FileSinkSettings {
        directory = directory.toAbsolutePath().normalize();
        prefix.ifPresent(name -> StagingArea.checkSafe("prefix", name));
        if (!SUFFIX.matcher(suffix).matches()) {
            throw new IllegalArgumentException("suffix must match " + SUFFIX + ", not '" + suffix + "'");
        }
        if (maxFileBytes < 1) {
            throw new IllegalArgumentException("maxFileBytes must be 1 or more, not " + maxFileBytes);
        }
        if (maxFileAge.isNegative() || maxFileAge.isZero()) {
            throw new IllegalArgumentException("maxFileAge must be more than nothing, not " + maxFileAge);
        }
        if (maxOpenFiles < 1 || maxOpenFiles > GREATEST_OPEN_FILES) {
            throw new IllegalArgumentException(
                    "maxOpenFiles must be from 1 to " + GREATEST_OPEN_FILES + ", not " + maxOpenFiles);
        }
        if (maxFilesPerEpoch < 1 || maxFilesPerEpoch > GREATEST_FILES_PER_EPOCH) {
            throw new IllegalArgumentException(
                    "maxFilesPerEpoch must be from 1 to " + GREATEST_FILES_PER_EPOCH + ", not " + maxFilesPerEpoch);
        }
    }

    FileSinkSettings withPrefix(Optional<String> value) {
        return new FileSinkSettings(
                directory,
                value,
                suffix,
                compression,
                maxFileBytes,
                maxFileAge,
                maxOpenFiles,
                maxFilesPerEpoch,
                manifest);
    }

    FileSinkSettings withSuffix(String value) {
        return new FileSinkSettings(
                directory,
                prefix,
                value,
                compression,
                maxFileBytes,
                maxFileAge,
                maxOpenFiles,
                maxFilesPerEpoch,
                manifest);
    }

    FileSinkSettings withCompression(Compression value) {
        return new FileSinkSettings(
                directory, prefix, suffix, value, maxFileBytes, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    FileSinkSettings withMaxFileBytes(long value) {
        return new FileSinkSettings(
                directory, prefix, suffix, compression, value, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    FileSinkSettings withMaxFileAge(Duration value) {
        return new FileSinkSettings(
                directory, prefix, suffix, compression, maxFileBytes, value, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    FileSinkSettings withMaxOpenFiles(int value) {
        return new FileSinkSettings(
                directory, prefix, suffix, compression, maxFileBytes, maxFileAge, value, maxFilesPerEpoch, manifest);
    }

    FileSinkSettings withMaxFilesPerEpoch(int value) {
        return new FileSinkSettings(
                directory, prefix, suffix, compression, maxFileBytes, maxFileAge, maxOpenFiles, value, manifest);
    }

    FileSinkSettings withManifest(boolean value) {
        return new FileSinkSettings(
                directory,
                prefix,
                suffix,
                compression,
                maxFileBytes,
                maxFileAge,
                maxOpenFiles,
                maxFilesPerEpoch,
                value);
    }
}
