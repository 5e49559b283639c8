package io.penstock.connector.files;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import io.penstock.connector.SinkContext;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a sink writes files, wherever they are stored. A legal combination, or an {@link IllegalArgumentException} that
 * says what is.
 *
 * @param prefix of the file names, or empty for the name of the sink
 * @param suffix of the file names, with its dot; that of the compression comes behind it
 * @param maxFileBytes a file is closed before it grows beyond that
 * @param maxFileAge a file that has been open for so long is closed
 * @param maxOpenFiles how many files a lane has open at once
 * @param maxFilesPerEpoch how many files a lane makes in one epoch
 * @param manifest whether each epoch gets a manifest
 */
public record FileSinkSettings(
        Optional<String> prefix,
        String suffix,
        Compression compression,
        long maxFileBytes,
        Duration maxFileAge,
        int maxOpenFiles,
        int maxFilesPerEpoch,
        boolean manifest) {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");
    private static final Pattern SUFFIX = Pattern.compile("(\\.[A-Za-z0-9]{1,16}){1,3}");
    private static final int GREATEST_OPEN_FILES = 10_000;
    private static final int GREATEST_FILES_PER_EPOCH = 100_000;

    /** With what stands under {@code penstock.connector.files.sink}. */
    public static Configured<FileSinkSettings> configured(String suffix) {
        return Configured.at("penstock.connector.files.sink", config -> of(config, suffix));
    }

    static FileSinkSettings of(Config config, String suffix) {
        return new FileSinkSettings(
                Optional.empty(),
                suffix,
                Compression.NONE,
                config.getBytes("max-file-bytes"),
                config.getDuration("max-file-age"),
                config.getInt("max-open-files"),
                config.getInt("max-files-per-epoch"),
                false);
    }

    public FileSinkSettings {
        prefix.ifPresent(name -> checkSafe("prefix", name));
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

    /**
     * What becomes part of a file name must not lead out of its directory, nor be refused by some file system.
     *
     * @return the name
     * @throws IllegalArgumentException if it is no good
     */
    public static String checkSafe(String what, String name) {
        if (!SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the " + what + " becomes part of file names, so it must match " + SAFE + ", not '" + name + "'");
        }
        return name;
    }

    /** What the file names of a sink begin with. */
    public String prefix(SinkContext context) {
        return prefix.orElse(context.sinkName());
    }

    public FileSinkSettings withPrefix(Optional<String> value) {
        return new FileSinkSettings(
                value, suffix, compression, maxFileBytes, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withSuffix(String value) {
        return new FileSinkSettings(
                prefix, value, compression, maxFileBytes, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withCompression(Compression value) {
        return new FileSinkSettings(
                prefix, suffix, value, maxFileBytes, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withMaxFileBytes(long value) {
        return new FileSinkSettings(
                prefix, suffix, compression, value, maxFileAge, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withMaxFileAge(Duration value) {
        return new FileSinkSettings(
                prefix, suffix, compression, maxFileBytes, value, maxOpenFiles, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withMaxOpenFiles(int value) {
        return new FileSinkSettings(
                prefix, suffix, compression, maxFileBytes, maxFileAge, value, maxFilesPerEpoch, manifest);
    }

    public FileSinkSettings withMaxFilesPerEpoch(int value) {
        return new FileSinkSettings(
                prefix, suffix, compression, maxFileBytes, maxFileAge, maxOpenFiles, value, manifest);
    }

    public FileSinkSettings withManifest(boolean value) {
        return new FileSinkSettings(
                prefix, suffix, compression, maxFileBytes, maxFileAge, maxOpenFiles, maxFilesPerEpoch, value);
    }
}
