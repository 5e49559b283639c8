package io.penstock.connector.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in Kafka. The arrays are not copied, and not to be changed.
 *
 * @param timestampMillis as the producer or the broker has set it, or negative if there is none
 * @param key null if there is none
 * @param value null for a record that deletes its key
 */
public record KafkaRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<KafkaHeader> headers) {
    public KafkaRecord {
        headers = List.copyOf(headers);
    }

    /** The key as text in UTF-8, or null. */
    public @Nullable String keyText() {
        return text(key);
    }

    /** The value as text in UTF-8, or null. */
    public @Nullable String valueText() {
        return text(value);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The last header of a name, or null. */
    public @Nullable KafkaHeader header(String name) {
        KafkaHeader found = null;
        for (KafkaHeader header : headers) {
            if (header.name().equals(name)) {
                found = header;
            }
        }
        return found;
    }

    /** Where it stands, without what it holds. */
    @Override
    public String toString() {
        return "topic " + topic + " partition " + partition + " offset " + offset;
    }
}
