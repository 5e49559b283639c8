package io.penstock.engine.fakes;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * A journal plugin in memory whose {@link JournalScript} decides about every write and read. What is stored goes through
 * the system's serializers and outlives the system, under the name of its store.
 */
public final class ScriptedJournal extends AsyncWriteJournal {
    private static final String PLUGIN = "scripted-journal";

    private final JournalStorage storage;

    public ScriptedJournal(Config config) {
        this.storage = JournalStorage.named(config.getString("store"));
    }

    /** The configuration of a system that writes to a store of this name, and keeps Pekko's own snapshots beside it. */
    public static Config config(String store) {
        return ConfigFactory.parseString("pekko.persistence.journal.plugin = \"" + PLUGIN + "\"\n"
                + PLUGIN + " { class = \"" + ScriptedJournal.class.getName() + "\", store = \"" + store + "\"\n"
                + "circuit-breaker.max-failures = 1000000 }\n"
                + "pekko.persistence.typed.stash-overflow-strategy = fail\n"
                + "pekko.persistence.snapshot-store.plugin = \"" + MemorySnapshots.PLUGIN + "\"\n"
                + MemorySnapshots.PLUGIN + " { class = \"" + MemorySnapshots.class.getName()
                + "\", store = \"" + store + "\" }\n");
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        List<CompletionStage<Optional<Exception>>> results = new ArrayList<>();
        for (AtomicWrite write : writes) {
            results.add(write(write));
        }
        CompletionStage<List<Optional<Exception>>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (CompletionStage<Optional<Exception>> result : results) {
            all = all.thenCombine(result, (list, one) -> {
                list.add(one);
                return list;
            });
        }
        return FutureConverters.asScala(all.thenApply(list -> list));
    }

    private CompletionStage<Optional<Exception>> write(AtomicWrite write) {
        List<PersistentRepr> reprs = List.copyOf(CollectionConverters.asJava(write.payload()));
        List<Object> events = reprs.stream().map(PersistentRepr::payload).toList();
        return storage.script().onWrite(write.persistenceId(), events).thenApply(outcome -> switch (outcome) {
            case STORED -> {
                store(reprs);
                yield Optional.empty();
            }
            case STORED_BUT_FAILED -> {
                store(reprs);
                throw new JournalScript.Refusal("stored, but the acknowledgement is lost: " + events);
            }
            case FAILED -> throw new JournalScript.Refusal("failed by the test: " + events);
            case REJECTED -> Optional.of(new JournalScript.Refusal("rejected by the test: " + events));
        });
    }

    private void store(List<PersistentRepr> reprs) {
        Serialization serialization = serialization();
        for (PersistentRepr repr : reprs) {
            Object event = repr.payload();
            var serializer = serialization.findSerializerFor(event);
            storage.add(new JournalStorage.Stored(
                    repr.persistenceId(),
                    repr.sequenceNr(),
                    repr.writerUuid(),
                    serializer.identifier(),
                    Serializers.manifestFor(serializer, event),
                    serializer.toBinary(event),
                    event));
        }
    }

    private Serialization serialization() {
        ActorSystem system = context().system();
        return SerializationExtension.get(system);
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        storage.deleteTo(persistenceId, toSequenceNr);
        return FutureConverters.asScala(CompletableFuture.completedStage(null));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        return FutureConverters.asScala(
                storage.script().beforeRead(persistenceId).<Void>thenApply(readable -> {
                    if (!readable) {
                        throw new JournalScript.Refusal("not read, by the test: " + persistenceId);
                    }
                    replay(persistenceId, from, to, max, replay);
                    return null;
                }));
    }

    private void replay(String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        Serialization serialization = serialization();
        long left = max;
        for (JournalStorage.Stored stored : storage.range(persistenceId, from, to)) {
            if (left-- <= 0) {
                return;
            }
            Object event = storage.script()
                    .onReplayed(
                            persistenceId,
                            serialization
                                    .deserialize(stored.bytes(), stored.serializer(), stored.manifest())
                                    .get());
            if (event != null) {
                replay.accept(PersistentRepr.apply(
                        event,
                        stored.sequenceNr(),
                        persistenceId,
                        "",
                        false,
                        org.apache.pekko.actor.ActorRef.noSender(),
                        stored.writer()));
            }
        }
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
        return FutureConverters.asScala(CompletableFuture.completedStage(storage.highest(persistenceId)));
    }
}
