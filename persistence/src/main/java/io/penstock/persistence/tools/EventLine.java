package io.penstock.persistence.tools;

import io.penstock.persistence.store.OrdinalEvent;
import io.penstock.persistence.store.StoredEvent;
import java.time.Instant;

/** One event as a line. */
final class EventLine {

    private EventLine() {}

    static void print(ToolOutput output, OrdinalEvent event, boolean live) {
        print(output, event, live, output.eventText().of(event.event().payload()));
    }

    static void print(ToolOutput output, OrdinalEvent event, boolean live, String text) {
        StoredEvent stored = event.event();
        JsonLine json = new JsonLine()
                .put("ordinal", event.ordinal())
                .put("persistenceId", event.persistenceId())
                .put("sequenceNr", stored.sequenceNr())
                .put("timestamp", stored.timestampMillis())
                .put("serializer", stored.payload().serializerId())
                .put("manifest", stored.payload().manifest())
                .put("tags", stored.tags())
                .put("live", live)
                .put("event", text);
        output.line(
                json,
                event.ordinal() + " " + Instant.ofEpochMilli(stored.timestampMillis()) + " " + event.persistenceId()
                        + " "
                        + stored.sequenceNr() + (stored.tags().isEmpty() ? "" : " " + stored.tags())
                        + (live ? "" : " (deleted)") + " " + text);
    }
}
