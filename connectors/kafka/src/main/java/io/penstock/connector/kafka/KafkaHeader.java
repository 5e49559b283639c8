package io.penstock.connector.kafka;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record. The array is not copied, and not to be changed.
 *
 * @param name need not be unique within a record
 * @param value may be null
 */
public record KafkaHeader(String name, byte @Nullable [] value) {
    /** A header whose value is text in UTF-8. */
    public static KafkaHeader of(String name, String value) {
        return new KafkaHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The value as text in UTF-8, or null. */
    public @Nullable String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
