package io.penstock.connector.kafka;

import org.jspecify.annotations.Nullable;

/** Makes a value of a record. Used by all tasks, so it keeps no state. */
@FunctionalInterface
public interface KafkaDeserializer<T> {
    /**
     * The value, or null to leave the record out.
     *
     * @throws Exception the record is bad; what happens to it says {@link KafkaSource#onError}
     */
    @Nullable
    T deserialize(KafkaRecord record) throws Exception;
}
