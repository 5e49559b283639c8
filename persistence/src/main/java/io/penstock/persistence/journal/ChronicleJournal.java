package io.penstock.persistence.journal;

import com.typesafe.config.Config;
import io.penstock.persistence.store.Force;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.StoredEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/**
 * The journal plugin {@code penstock.journal}. Pekko makes it; it is switched on by {@code pekko.persistence.journal.plugin
 * = "penstock.journal"}.
 *
 * <p>Serializes on its own (pinned) thread and hands over to the store in one go what its mailbox holds; reading has threads
 * of its own. A write that fails to reach the disk fails the future, which stops the persistent actor; an event that cannot
 * be serialized is rejected.
 */
public final class ChronicleJournal extends AsyncWriteJournal {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);
    /** More recoveries than Pekko admits at once by default; each waits in a queue for a thread. */
    private static final int MAX_WAITING_READS = 10_000;

    private static final long IDLE_SECONDS = 10;

    private final EventCodec codec;
    private final Set<String> forcedLater;
    private final Opened opened;
    private final ThreadPoolExecutor readers;
    /** What was asked for since the last {@link Flush}. */
    private WriteGroup group = new WriteGroup();
    /** The group handed over last; the writer keeps the order, so all before it are done when it is. */
    private CompletionStage<Void> lastWrite = CompletableFuture.completedFuture(null);

    /** Stands behind the writes that were in the mailbox together with the first of a group. */
    private enum Flush {
        FLUSH
    }

    /** The store, or why there is none: then every request fails with that, instead of waiting for a reply until it times out. */
    private sealed interface Opened {
        record Store(JournalStore store) implements Opened {}

        record Refused(RuntimeException reason) implements Opened {}
    }

    /** Called by Pekko with the plugin's block and its path. */
    public ChronicleJournal(Config config, String configPath) {
        ExtendedActorSystem system = (ExtendedActorSystem) context().system();
        this.codec = new EventCodec(system);
        this.forcedLater = JournalSettings.forcedLater(config);
        int threads = JournalSettings.replayThreads(config, configPath);
        this.opened = open(system, config, configPath);
        this.readers = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING_READS), task -> {
                    Thread thread = new Thread(task, "penstock-journal-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        this.readers.allowCoreThreadTimeOut(true);
    }

    @Override
    public void postStop() {
        readers.shutdownNow();
        if (opened instanceof Opened.Store open) {
            flush();
            OpenJournals.of(context().system()).release(open.store());
        }
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        return opened instanceof Opened.Store open
                ? write(open.store(), messages)
                : Futures.failed(((Opened.Refused) opened).reason());
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receivePluginInternal() {
        return ReceiveBuilder.create()
                .match(Flush.class, any -> flush())
                .build()
                .onMessage();
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        flush();
        return withStore(store -> store.deleteTo(persistenceId, toSequenceNr));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        return withStore(store -> read(() -> {
            replay(store, persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback);
            return null;
        }));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        // A restarted actor recovers while writes of its former self are under way: they count, so they come first.
        flush();
        return withStore(store ->
                lastWrite.handle((done, failure) -> null).thenApply(done -> store.highestSequenceNr(persistenceId)));
    }

    private static Opened open(ExtendedActorSystem system, Config config, String configPath) {
        try {
            return new Opened.Store(OpenJournals.of(system).take(config, configPath));
        } catch (RuntimeException e) {
            LOG.error("The journal plugin {} cannot be used: {}", configPath, e.getMessage());
            return new Opened.Refused(e);
        }
    }

    private <T> Future<T> withStore(Function<JournalStore, CompletionStage<T>> asked) {
        return opened instanceof Opened.Store open
                ? FutureConverters.asScala(asked.apply(open.store()))
                : Futures.failed(((Opened.Refused) opened).reason());
    }

    private Future<Iterable<Optional<Exception>>> write(JournalStore store, Iterable<AtomicWrite> messages) {
        List<JournalStore.PreparedWrite> prepared = new ArrayList<>();
        List<Optional<Exception>> results = new ArrayList<>();
        boolean rejected = false;
        for (AtomicWrite write : messages) {
            try {
                List<StoredEvent> events = new ArrayList<>(write.size());
                Force force = Force.LATER;
                for (PersistentRepr repr : CollectionConverters.asJava(write.payload())) {
                    events.add(codec.encode(repr));
                    force = canWait(repr.payload()) ? force : Force.NOW;
                }
                prepared.add(store.prepare(write.persistenceId(), events, force));
                results.add(Optional.empty());
            } catch (IOException | IllegalArgumentException e) {
                rejected = true;
                results.add(Optional.of(e));
            }
        }
        if (group.isEmpty()) {
            self().tell(Flush.FLUSH, self());
        }
        // To Pekko, no results mean that all went well.
        Future<Iterable<Optional<Exception>>> answer = group.add(prepared, rejected ? results : List.of());
        if (group.isFull()) {
            flush();
        }
        return answer;
    }

    private boolean canWait(Object event) {
        Object payload = event instanceof Tagged tagged ? tagged.payload() : event;
        return forcedLater.contains(payload.getClass().getName());
    }

    private void flush() {
        if (!group.isEmpty() && opened instanceof Opened.Store open) {
            WriteGroup full = group;
            group = new WriteGroup();
            lastWrite = full.handOver(open.store(), context().dispatcher());
        }
    }

    private void replay(
            JournalStore store,
            String persistenceId,
            long from,
            long to,
            long max,
            Consumer<PersistentRepr> replayCallback)
            throws IOException {
        if (max <= 0) {
            return;
        }
        long[] left = {max};
        IOException[] failure = {null};
        store.replay(persistenceId, from, to, read -> {
            try {
                replayCallback.accept(codec.decode(persistenceId, read.event()));
            } catch (IOException e) {
                failure[0] = e;
                return false;
            }
            left[0]--;
            return left[0] > 0;
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private <T> CompletionStage<T> read(Callable<T> reading) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            readers.execute(() -> {
                try {
                    result.complete(reading.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException(
                    "The journal is stopping, or " + MAX_WAITING_READS + " recoveries wait already.", e));
        }
        return result;
    }
}
