package io.penstock.persistence.tools;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * Deserializes events by Pekko serialization and prints them; what cannot be deserialized here (a class or a serializer that
 * is not on the class path) is shown in hexadecimal.
 */
public final class PekkoEventText implements EventText, AutoCloseable {
    private static final long CLOSE_SECONDS = 20;
    private static final String QUIET = """
            pekko.loglevel = OFF
            pekko.stdout-loglevel = OFF
            pekko.actor.provider = local
            pekko.persistence.journal.auto-start-journals = []
            pekko.persistence.snapshot-store.auto-start-snapshot-stores = []
            pekko.coordinated-shutdown.exit-jvm = off
            """;

    private final ActorSystem system;
    private final Serialization serialization;

    /** Starts an actor system with the serializers that the configuration binds. Close it after use. */
    public PekkoEventText(Config config) {
        system = ActorSystem.create(
                "journal-tool", ConfigFactory.parseString(QUIET).withFallback(config));
        serialization = SerializationExtension.get(system);
    }

    @Override
    public String of(Payload payload) {
        Try<Object> event = serialization.deserialize(payload.bytes(), payload.serializerId(), payload.manifest());
        return event.isSuccess() ? String.valueOf(event.get()) : HEX.of(payload);
    }

    @Override
    public void close() {
        try {
            FutureConverters.asJava(system.terminate()).toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The tool's actor system did not end", e);
        }
    }
}
