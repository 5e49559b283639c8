package io.penstock.persistence.journal;

import io.penstock.persistence.store.StoredEvent;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;
import scala.util.Try;

/** Between Pekko's representation of an event and the stored one, by Pekko serialization. Thread-safe. */
public final class EventCodec {
    private final Serialization serialization;

    /** Uses the serializers of an actor system. */
    public EventCodec(ExtendedActorSystem system) {
        this.serialization = SerializationExtension.get(system);
    }

    /**
     * Serializes; tags are taken off the payload.
     *
     * @throws IOException if the event or its metadata cannot be serialized
     */
    public StoredEvent encode(PersistentRepr repr) throws IOException {
        Object event = repr.payload();
        List<String> tags = List.of();
        if (event instanceof Tagged tagged) {
            event = tagged.payload();
            tags = List.copyOf(CollectionConverters.asJava(tagged.tags()));
        }
        Object metadata = OptionConverters.toJava(repr.metadata()).orElse(null);
        return new StoredEvent(
                repr.sequenceNr(),
                repr.timestamp(),
                repr.writerUuid(),
                repr.manifest(),
                serialize(event),
                metadata == null ? null : serialize(metadata),
                tags);
    }

    /**
     * Deserializes.
     *
     * @throws IOException naming persistence id, sequence number and serializer if that fails
     */
    public PersistentRepr decode(String persistenceId, StoredEvent event) throws IOException {
        Object payload = deserialize(persistenceId, event, event.payload());
        PersistentRepr repr = PersistentRepr.apply(
                        payload,
                        event.sequenceNr(),
                        persistenceId,
                        event.adapterManifest(),
                        false,
                        org.apache.pekko.actor.ActorRef.noSender(),
                        event.writerUuid())
                .withTimestamp(event.timestampMillis());
        Payload metadata = event.metadata();
        return metadata == null ? repr : repr.withMetadata(deserialize(persistenceId, event, metadata));
    }

    private Payload serialize(Object object) throws IOException {
        try {
            Serializer serializer = serialization.findSerializerFor(object);
            byte[] bytes = serialization.serialize(object).get();
            return new Payload(serializer.identifier(), Serializers.manifestFor(serializer, object), bytes);
        } catch (Exception e) {
            throw new IOException(
                    "An event of " + object.getClass() + " cannot be serialized: " + e.getMessage()
                            + ". Bind a serializer for it under pekko.actor.serialization-bindings.",
                    e);
        }
    }

    private Object deserialize(String persistenceId, StoredEvent event, Payload payload) throws IOException {
        Try<Object> result = serialization.deserialize(payload.bytes(), payload.serializerId(), payload.manifest());
        if (result.isFailure()) {
            Throwable cause = result.failed().get();
            throw new IOException(
                    "Event " + event.sequenceNr() + " of " + persistenceId + " (serializer " + payload.serializerId()
                            + ", manifest \"" + payload.manifest() + "\") cannot be deserialized: "
                            + cause.getMessage(),
                    cause);
        }
        return result.get();
    }
}
