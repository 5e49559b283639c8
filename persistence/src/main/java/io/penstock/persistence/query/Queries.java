package io.penstock.persistence.query;

import io.penstock.persistence.journal.EventCodec;
import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.OrdinalEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.EventAdapters;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Source;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Sources that read a page at a time on a dispatcher made for blocking, on demand only; a live one that has read everything
 * waits for the next commit of the journal.
 */
final class Queries {
    private final JournalStore store;
    private final EventCodec codec;
    private final EventAdapters adapters;
    private final Executor executor;
    private final int pageSize;

    Queries(JournalStore store, EventCodec codec, EventAdapters adapters, Executor executor, int pageSize) {
        this.store = store;
        this.codec = codec;
        this.adapters = adapters;
        this.executor = executor;
        this.pageSize = pageSize;
    }

    /** One page, the position to go on from, and whether there may be more of what was asked for. */
    private record Page<T>(long next, List<T> items, boolean done) {}

    @FunctionalInterface
    private interface Reading<T> {
        Page<T> from(long position) throws IOException;
    }

    Source<EventEnvelope, NotUsed> events(String persistenceId, long from, long to, boolean live) {
        return pages(live, () -> {
            long last = live ? to : Math.min(to, store.highestSequenceNr(persistenceId));
            return new Plan<>(Math.max(1, from), position -> eventPage(persistenceId, position, last, live));
        });
    }

    Source<EventEnvelope, NotUsed> tagged(String tag, long afterOrdinal, boolean live) {
        return pages(live, () -> {
            long last = live ? Long.MAX_VALUE : store.lastOrdinal();
            return new Plan<>(afterOrdinal, position -> tagPage(tag, position, last));
        });
    }

    Source<String, NotUsed> persistenceIds(boolean live) {
        return pages(
                live,
                () -> new Plan<>(0, position -> {
                    List<String> ids = store.persistenceIds((int) position, pageSize);
                    return new Page<>(position + ids.size(), ids, !live && ids.size() < pageSize);
                }));
    }

    private Page<EventEnvelope> eventPage(String persistenceId, long from, long to, boolean live) throws IOException {
        List<OrdinalEvent> events = new ArrayList<>();
        if (from <= to) {
            store.replay(persistenceId, from, to, event -> {
                events.add(event);
                return events.size() < pageSize;
            });
        }
        long next =
                events.isEmpty() ? from : events.get(events.size() - 1).event().sequenceNr() + 1;
        boolean done = next > to || (!live && events.size() < pageSize);
        return new Page<>(next, envelopes(events), done);
    }

    private Page<EventEnvelope> tagPage(String tag, long after, long last) throws IOException {
        JournalStore.TaggedPage page = store.tagged(tag, after, pageSize);
        List<OrdinalEvent> events =
                page.events().stream().filter(event -> event.ordinal() <= last).toList();
        boolean done = last != Long.MAX_VALUE && (!page.more() || page.lastOrdinal() >= last);
        return new Page<>(page.lastOrdinal(), envelopes(events), done);
    }

    /** A source of what the pages hold. Everything below belongs to one materialization. */
    private <T> Source<T, NotUsed> pages(boolean live, Supplier<Plan<T>> plan) {
        return Source.lazySource(() -> {
                    Plan<T> started = plan.get();
                    AtomicBoolean ended = new AtomicBoolean();
                    return Source.unfoldAsync(
                                    Optional.of(started.start()),
                                    position -> nextPage(position, live, started.reading(), ended))
                            .mapConcat(items -> items)
                            .watchTermination((any, termination) -> {
                                termination.whenComplete((done, failure) -> ended.set(true));
                                return NotUsed.getInstance();
                            });
                })
                .mapMaterializedValue(any -> NotUsed.getInstance());
    }

    private record Plan<T>(long start, Reading<T> reading) {}

    private <T> CompletionStage<Optional<Pair<Optional<Long>, List<T>>>> nextPage(
            Optional<Long> position, boolean live, Reading<T> reading, AtomicBoolean ended) {
        if (position.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Page<T>> result = new CompletableFuture<>();
        executor.execute(() -> read(position.get(), live, reading, ended, result));
        return result.thenApply(page -> {
            Optional<Long> next = page.done() ? Optional.empty() : Optional.of(page.next());
            return Optional.of(Pair.create(next, page.items()));
        });
    }

    /** Reads a page; a live reading that finds nothing reads again after the next commit, until its stream has ended. */
    private <T> void read(
            long position, boolean live, Reading<T> reading, AtomicBoolean ended, CompletableFuture<Page<T>> result) {
        // Before reading: what is committed after this line completes the wait.
        long seen = store.lastOrdinal();
        try {
            Page<T> page = reading.from(position);
            if (!live || ended.get() || page.done() || !page.items().isEmpty() || page.next() != position) {
                result.complete(page);
                return;
            }
        } catch (Throwable e) {
            result.completeExceptionally(e);
            return;
        }
        store.eventAfter(seen).thenRunAsync(() -> read(position, true, reading, ended, result), executor);
    }

    private List<EventEnvelope> envelopes(List<OrdinalEvent> events) throws IOException {
        List<EventEnvelope> envelopes = new ArrayList<>(events.size());
        for (OrdinalEvent event : events) {
            PersistentRepr repr = codec.decode(event.persistenceId(), event.event());
            for (Object adapted :
                    CollectionConverters.asJava(adapters.get(repr.payload().getClass())
                            .fromJournal(repr.payload(), repr.manifest())
                            .events())) {
                envelopes.add(new EventEnvelope(
                        new Sequence(event.ordinal()),
                        event.persistenceId(),
                        repr.sequenceNr(),
                        adapted,
                        repr.timestamp(),
                        repr.metadata()));
            }
        }
        return envelopes;
    }
}
