package io.penstock.connector.files;

import io.penstock.function.ProcessContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/**
 * In which folder below the sink's directory a record goes. Shared by all lanes, so it keeps nothing that changes.
 *
 * @param <T> the records
 */
public interface Bucketing<T> {
    /** The folder, relative to the directory of the sink; empty for the directory itself. */
    String bucket(T value, long timestampMillis);

    /** All in the directory itself. */
    static <T> Bucketing<T> none() {
        return (value, timestampMillis) -> "";
    }

    /** By what a function gives. */
    static <T> Bucketing<T> by(Function<? super T, String> function) {
        return (value, timestampMillis) -> {
            String bucket = function.apply(value);
            if (bucket == null) {
                throw new IllegalArgumentException("the function of bucketBy gave null for " + value
                        + ": give a name for records without one, for instance \"none\"");
            }
            return path(bucket);
        };
    }

    /** By event time. */
    static <T> Bucketing<T> byEventTime(DateTimeFormatter format, ZoneId zone) {
        return (value, timestampMillis) -> {
            if (timestampMillis == ProcessContext.NO_TIMESTAMP) {
                throw new IllegalArgumentException("a record without event time reached a sink that makes buckets of"
                        + " it: " + value + ". Put timestamps(...) before the sink, or use bucketBy(...)");
            }
            return path(format.format(Instant.ofEpochMilli(timestampMillis).atZone(zone)));
        };
    }

    /** How long the name of one folder may be. */
    int GREATEST_NAME_BYTES = 200;

    /** How deep buckets may lie. */
    int GREATEST_DEPTH = 8;

    /**
     * A path that is safe, whatever stands in the records: slashes cut it in folders; of each, bytes other than letters,
     * digits and {@code = . _ + @ : -}, and a dot at the beginning, are written as {@code %} and two digits.
     *
     * @throws IllegalArgumentException if it is empty, has an empty folder, is too long or too deep
     */
    static String path(String bucket) {
        String[] names = bucket.split("/", -1);
        if (names.length > GREATEST_DEPTH) {
            throw new IllegalArgumentException("bucket '" + bucket + "' has " + names.length + " folders, at most "
                    + GREATEST_DEPTH + " are allowed");
        }
        StringBuilder path = new StringBuilder();
        for (String name : names) {
            int from = path.length();
            path.append(from == 0 ? "" : "/");
            appendSafe(name, path);
            int length = path.length() - from - (from == 0 ? 0 : 1);
            if (length == 0 || length > GREATEST_NAME_BYTES) {
                throw new IllegalArgumentException("bucket '" + bucket + "' has a folder of " + length
                        + " bytes: expected 1 to " + GREATEST_NAME_BYTES);
            }
        }
        return path.toString();
    }

    private static void appendSafe(String name, StringBuilder path) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || "=_+@:-".indexOf(c) >= 0 || (c == '.' && i > 0)) {
                path.append(c);
            } else {
                path.append(String.format("%%%02X", (int) c));
            }
        }
    }
}
