package io.penstock.persistence.store;

import io.penstock.persistence.store.StoredEvent.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an EVENTS frame: the directory first, so that an index is built without touching payloads.
 *
 * <pre>
 *   text persistenceId | u64 first sequenceNr | u32 count | count x (u16 tags, tags x text) |
 *   count x (u64 timestamp, text writer, text adapterManifest, payload, u8 hasMetadata, [payload])
 *   text = u32 length, UTF-8      payload = u32 serializer, text manifest, u32 length, bytes
 * </pre>
 */
final class EventsBody {

    private EventsBody() {}

    /** The directory of a body: sequence numbers follow each other. */
    record Directory(String persistenceId, long first, int count, List<List<String>> tags) {
        long last() {
            return first + count - 1;
        }
    }

    static byte[] encode(String persistenceId, List<StoredEvent> events) {
        BodyWriter out = new BodyWriter(size(persistenceId, events));
        out.text(persistenceId).u64(events.get(0).sequenceNr()).u32(events.size());
        for (StoredEvent event : events) {
            out.u16(event.tags().size());
            event.tags().forEach(out::text);
        }
        for (StoredEvent event : events) {
            out.u64(event.timestampMillis()).text(event.writerUuid()).text(event.adapterManifest());
            payload(out, event.payload());
            Payload metadata = event.metadata();
            out.u8(metadata == null ? 0 : 1);
            if (metadata != null) {
                payload(out, metadata);
            }
        }
        return out.toBytes();
    }

    /** Reads the directory only. */
    static Directory directory(ByteBuffer body) {
        return directoryOf(body.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    static List<StoredEvent> decode(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        Directory directory = directoryOf(in);
        List<StoredEvent> events = new ArrayList<>(directory.count());
        for (int i = 0; i < directory.count(); i++) {
            long timestamp = in.getLong();
            String writer = BodyWriter.readText(in);
            String adapterManifest = BodyWriter.readText(in);
            Payload payload = readPayload(in);
            @Nullable Payload metadata = in.get() == 0 ? null : readPayload(in);
            events.add(new StoredEvent(
                    directory.first() + i,
                    timestamp,
                    writer,
                    adapterManifest,
                    payload,
                    metadata,
                    directory.tags().get(i)));
        }
        return events;
    }

    private static Directory directoryOf(ByteBuffer in) {
        String persistenceId = BodyWriter.readText(in);
        long first = in.getLong();
        int count = in.getInt();
        if (count <= 0 || (long) count * 2 > in.remaining()) {
            throw new BufferUnderflowException();
        }
        List<List<String>> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int tagCount = in.getShort() & 0xFFFF;
            List<String> own = tagCount == 0 ? List.of() : new ArrayList<>(tagCount);
            for (int t = 0; t < tagCount; t++) {
                own.add(BodyWriter.readText(in));
            }
            tags.add(own);
        }
        return new Directory(persistenceId, first, count, tags);
    }

    /** Exact, so that a large payload is copied once. */
    private static int size(String persistenceId, List<StoredEvent> events) {
        long size = BodyWriter.textSize(persistenceId) + 12;
        for (StoredEvent event : events) {
            size += 2 + 8 + 1 + BodyWriter.textSize(event.writerUuid()) + BodyWriter.textSize(event.adapterManifest());
            for (String tag : event.tags()) {
                size += BodyWriter.textSize(tag);
            }
            size += size(event.payload());
            Payload metadata = event.metadata();
            size += metadata == null ? 0 : size(metadata);
        }
        return (int) Math.min(size, Integer.MAX_VALUE - 64);
    }

    private static long size(Payload payload) {
        return 8L + BodyWriter.textSize(payload.manifest()) + payload.bytes().length;
    }

    private static void payload(BodyWriter out, Payload payload) {
        out.u32(payload.serializerId()).text(payload.manifest()).blob(payload.bytes());
    }

    private static Payload readPayload(ByteBuffer in) {
        int serializer = in.getInt();
        String manifest = BodyWriter.readText(in);
        return new Payload(serializer, manifest, BodyWriter.readBlob(in));
    }
}
