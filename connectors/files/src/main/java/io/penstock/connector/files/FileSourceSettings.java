package io.penstock.connector.files;

import com.typesafe.config.Config;
import io.penstock.connector.Configured;
import io.penstock.connector.ErrorPolicy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How files are read, wherever they are stored. A legal combination, or an {@link IllegalArgumentException} that says what
 * is.
 *
 * @param header the first line of each file is none of its records
 * @param delimiter between the fields of a CSV record
 * @param multiline quoted CSV fields may hold line ends
 * @param maxLineBytes the longest record
 * @param splitSize into parts of how many bytes plain files are cut, or 0 for whole files
 * @param maxDecompressionRatio the most bytes that one byte of a compressed file may become
 * @param maxBlockBytes the largest block of an Avro file
 */
public record FileSourceSettings(
        boolean header,
        char delimiter,
        boolean multiline,
        Charset charset,
        int maxLineBytes,
        ErrorPolicy onError,
        ChangePolicy onChange,
        long splitSize,
        int maxDecompressionRatio,
        int maxBlockBytes) {
    static final int GREATEST_LINE_BYTES = 256 << 20;

    /** With what stands under {@code penstock.connector.files.source}. */
    public static Configured<FileSourceSettings> configured(boolean header, boolean multiline) {
        return Configured.at("penstock.connector.files.source", config -> of(config, header, multiline));
    }

    static FileSourceSettings of(Config config, boolean header, boolean multiline) {
        return new FileSourceSettings(
                header,
                ',',
                multiline,
                StandardCharsets.UTF_8,
                config.getMemorySize("max-line-bytes").toBytesBigInteger().intValueExact(),
                ErrorPolicy.FAIL,
                ChangePolicy.FAIL,
                0,
                config.getInt("max-decompression-ratio"),
                config.getMemorySize("max-block-bytes").toBytesBigInteger().intValueExact());
    }

    public FileSourceSettings {
        if (maxLineBytes < 1 || maxLineBytes > GREATEST_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes must be from 1 to " + GREATEST_LINE_BYTES + ", not " + maxLineBytes);
        }
        if (delimiter >= 128 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
            throw new IllegalArgumentException(
                    "delimiter must be an ASCII character other than quote and line end, not '" + delimiter + "'");
        }
        if (splitSize < 0) {
            throw new IllegalArgumentException(
                    "splitSize must be a number of bytes, or 0 for whole files, not " + splitSize);
        }
        if (maxDecompressionRatio < 1) {
            throw new IllegalArgumentException("maxDecompressionRatio must be 1 or more, not " + maxDecompressionRatio);
        }
        if (maxBlockBytes < 1) {
            throw new IllegalArgumentException("maxBlockBytes must be 1 or more, not " + maxBlockBytes);
        }
        if (splitSize > 0 && multiline) {
            throw new IllegalArgumentException("splitSize cannot be used where a quoted CSV field may hold line ends: a"
                    + " part could not tell whether it begins inside a field. If no field does, set multiline(false)");
        }
        if (splitSize > 0 && onChange == ChangePolicy.REREAD) {
            throw new IllegalArgumentException("splitSize cannot be used with onChange(ChangePolicy.REREAD): parts that"
                    + " were finished are not read again. Choose ChangePolicy.FAIL or ChangePolicy.IGNORE");
        }
    }

    public FileSourceSettings withHeader(boolean value) {
        return new FileSourceSettings(
                value,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withDelimiter(char value) {
        return new FileSourceSettings(
                header,
                value,
                multiline,
                charset,
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withMultiline(boolean value) {
        return new FileSourceSettings(
                header,
                delimiter,
                value,
                charset,
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withCharset(Charset value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                TextDecoder.check(value),
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withMaxLineBytes(int value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                value,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withOnError(ErrorPolicy value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                value,
                onChange,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withOnChange(ChangePolicy value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                onError,
                value,
                splitSize,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withSplitSize(long value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                onError,
                onChange,
                value,
                maxDecompressionRatio,
                maxBlockBytes);
    }

    public FileSourceSettings withMaxDecompressionRatio(int value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                value,
                maxBlockBytes);
    }

    public FileSourceSettings withMaxBlockBytes(int value) {
        return new FileSourceSettings(
                header,
                delimiter,
                multiline,
                charset,
                maxLineBytes,
                onError,
                onChange,
                splitSize,
                maxDecompressionRatio,
                value);
    }
}
