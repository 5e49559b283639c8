package io.penstock.persistence.snapshot;

import com.typesafe.config.Config;
import io.penstock.persistence.Durability;
import io.penstock.persistence.snapshot.SnapshotDescriptor.Content;
import io.penstock.persistence.store.StoredEvent.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;
import scala.util.Try;

/**
 * The snapshot store plugin {@code penstock.snapshot-store}. Pekko makes it; it is switched on by {@code
 * pekko.persistence.snapshot-store.plugin = "penstock.snapshot-store"}. Unlike Pekko's own local store it forces what it
 * writes.
 */
public final class FileSnapshotStore extends SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileSnapshotStore.class);

    private final Serialization serialization;
    private final Opened opened;
    private final OrderedWorkers workers;

    /** The files, or why there are none: then every request fails with that. */
    private sealed interface Opened {
        record Store(SnapshotFiles files) implements Opened {}

        record Refused(RuntimeException reason) implements Opened {}
    }

    /** Called by Pekko with the plugin's block and its path. */
    public FileSnapshotStore(Config config, String configPath) {
        serialization = SerializationExtension.get(context().system());
        opened = open(config, configPath);
        workers = new OrderedWorkers("penstock-snapshot-io", config.getInt("io-threads"), config.getInt("max-waiting"));
    }

    @Override
    public void postStop() throws IOException {
        workers.close();
        if (opened instanceof Opened.Store open) {
            open.files().close();
        }
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return later(persistenceId, files -> {
            Optional<Content> found = files.newest(persistenceId, stored -> matches(criteria, stored));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(selected(found.get()));
        });
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        Object extra = OptionConverters.toJava(metadata.metadata()).orElse(null);
        return later(metadata.persistenceId(), files -> {
            files.save(new Content(
                    metadata.persistenceId(),
                    metadata.sequenceNr(),
                    metadata.timestamp(),
                    serialize(snapshot),
                    extra == null ? null : serialize(extra)));
            return null;
        });
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        // A timestamp of 0 stands for any.
        return delete(
                metadata.persistenceId(),
                stored -> stored.sequenceNr() == metadata.sequenceNr()
                        && (metadata.timestamp() == 0 || stored.timestamp() == metadata.timestamp()));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return delete(persistenceId, stored -> matches(criteria, stored));
    }

    private Future<Void> delete(String persistenceId, Predicate<SnapshotFiles.Stored> matching) {
        return later(persistenceId, files -> {
            files.delete(persistenceId, matching);
            return null;
        });
    }

    private <T> Future<T> later(String persistenceId, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            SnapshotFiles files = files();
            workers.execute(persistenceId, () -> {
                try {
                    result.complete(work.with(files));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
        return FutureConverters.asScala(result);
    }

    @FunctionalInterface
    private interface Work<T> {
        @Nullable
        T with(SnapshotFiles files) throws IOException;
    }

    private SnapshotFiles files() {
        if (opened instanceof Opened.Store open) {
            return open.files();
        }
        throw ((Opened.Refused) opened).reason();
    }

    private static Opened open(Config config, String configPath) {
        Path directory = Path.of(config.getString("dir")).toAbsolutePath().normalize();
        try {
            return new Opened.Store(SnapshotFiles.open(
                    directory,
                    Durability.parse(configPath + ".durability", config.getString("durability")),
                    config.getBytes("min-free"),
                    olderOnDamage(configPath + ".on-damage", config.getString("on-damage"))));
        } catch (IOException e) {
            return refused(
                    configPath,
                    new UncheckedIOException(
                            "Opening the snapshot store in " + directory + " failed: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            return refused(configPath, e);
        }
    }

    private static Opened refused(String configPath, RuntimeException reason) {
        LOG.error("The snapshot store plugin {} cannot be used: {}", configPath, reason.getMessage());
        return new Opened.Refused(reason);
    }

    private static boolean matches(SnapshotSelectionCriteria criteria, SnapshotFiles.Stored stored) {
        return stored.sequenceNr() <= criteria.maxSequenceNr()
                && stored.sequenceNr() >= criteria.minSequenceNr()
                && stored.timestamp() <= criteria.maxTimestamp()
                && stored.timestamp() >= criteria.minTimestamp();
    }

    private SelectedSnapshot selected(Content content) throws IOException {
        Payload extra = content.metadata();
        SnapshotMetadata metadata = new SnapshotMetadata(
                content.persistenceId(),
                content.sequenceNr(),
                content.timestamp(),
                extra == null ? Option.empty() : Option.apply(deserialize(content, extra)));
        return new SelectedSnapshot(metadata, deserialize(content, content.payload()));
    }

    private Payload serialize(Object object) throws IOException {
        try {
            Serializer serializer = serialization.findSerializerFor(object);
            byte[] bytes = serialization.serialize(object).get();
            return new Payload(serializer.identifier(), Serializers.manifestFor(serializer, object), bytes);
        } catch (Exception e) {
            throw new IOException(
                    "A snapshot of " + object.getClass() + " cannot be serialized: " + e.getMessage()
                            + ". Bind a serializer for it under pekko.actor.serialization-bindings.",
                    e);
        }
    }

    private Object deserialize(Content content, Payload payload) throws IOException {
        Try<Object> result = serialization.deserialize(payload.bytes(), payload.serializerId(), payload.manifest());
        if (result.isFailure()) {
            Throwable cause = result.failed().get();
            throw new IOException(
                    "Snapshot " + content.sequenceNr() + " of " + content.persistenceId() + " (serializer "
                            + payload.serializerId() + ", manifest \"" + payload.manifest()
                            + "\") cannot be deserialized: " + cause.getMessage(),
                    cause);
        }
        return result.get();
    }

    private static boolean olderOnDamage(String key, String value) {
        return switch (value) {
            case "fail" -> false;
            case "older" -> true;
            default ->
                throw new IllegalArgumentException(key + " = \"" + value + "\" is not a policy. Use fail (recovery"
                        + " fails and names the file) or older (take the next older snapshot).");
        };
    }
}
