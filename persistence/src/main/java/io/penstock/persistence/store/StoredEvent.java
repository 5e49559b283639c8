package io.penstock.persistence.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is stored: bytes and what is needed to read them.
 *
 * @param sequenceNr number within its persistence id
 * @param timestampMillis when it was written, by the writer's clock
 * @param writerUuid which incarnation of the persistent actor wrote it
 * @param adapterManifest manifest of the event adapter
 * @param payload the serialized event
 * @param metadata serialized metadata of replicated event sourcing, if any
 * @param tags for the read journal
 */
public record StoredEvent(
        long sequenceNr,
        long timestampMillis,
        String writerUuid,
        String adapterManifest,
        Payload payload,
        @Nullable Payload metadata,
        List<String> tags) {

    /** Bytes with the serializer that reads them. The array belongs to the event: it is not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per event would cost more than it protects
    public record Payload(int serializerId, String manifest, byte[] bytes) {}
}
