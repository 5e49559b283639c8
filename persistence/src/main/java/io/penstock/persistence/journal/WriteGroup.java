package io.penstock.persistence.journal;

import io.penstock.persistence.store.JournalStore;
import io.penstock.persistence.store.JournalStore.PreparedWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * The writes that the plugin's mailbox held at one time: handed to the store together and answered together, so that a
 * thousand actors that write at once cost a few changes of threads and not a thousand each way. {@code WriteBenchmark} with
 * 50 actors is what it is for.
 */
final class WriteGroup {
    /** A larger group would cost no less for each write, and its bytes wait outside of the store's limit. */
    private static final long FULL_BYTES = 1 << 20;

    private final List<List<PreparedWrite>> writes = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private long bytes;

    /** Whom to tell about one of the writes, and what if it went well. */
    private record Answer(Promise<Iterable<Optional<Exception>>> to, Iterable<Optional<Exception>> results) {}

    boolean isEmpty() {
        return writes.isEmpty();
    }

    /** Whether it is time to hand over. */
    boolean isFull() {
        return bytes >= FULL_BYTES;
    }

    /** Adds what one persistent actor asked for. */
    Future<Iterable<Optional<Exception>>> add(List<PreparedWrite> write, Iterable<Optional<Exception>> results) {
        Promise<Iterable<Optional<Exception>>> promise = Promise.apply();
        writes.add(write);
        write.forEach(each -> bytes += each.bytes());
        answers.add(new Answer(promise, results));
        return promise.future();
    }

    /**
     * Hands everything over; nothing may be added afterwards.
     *
     * @param dispatcher where the answers are given, all of them in one go
     * @return completed when all of them are written or have failed
     */
    CompletionStage<Void> handOver(JournalStore store, ExecutionContext dispatcher) {
        List<CompletableFuture<Void>> written = store.writeEach(writes);
        CompletableFuture<Void> all = CompletableFuture.allOf(written.toArray(CompletableFuture[]::new));
        FutureConverters.asScala(all)
                .onComplete(
                        (Try<Void> done) -> {
                            for (int i = 0; i < written.size(); i++) {
                                answer(answers.get(i), written.get(i));
                            }
                            return null;
                        },
                        dispatcher);
        return all;
    }

    private static void answer(Answer answer, CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            answer.to().failure(e.getCause() == null ? e : e.getCause());
            return;
        }
        answer.to().success(answer.results());
    }
}
