package io.penstock.connector.s3;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Requests of one kind, so many under way at once; their results in the order of their beginnings. For one thread. */
final class Window<A, R> {
    private final int maxRequests;
    private final long maxBytes;
    private final Ending<A, R> ending;
    private final ArrayDeque<Running<A>> running = new ArrayDeque<>();
    private final List<R> results = new ArrayList<>();
    private long bytes;

    private record Running<A>(ObjectStore.Request<A> request, long bytes) {}

    /** Waits for a request, and makes a result of its answer. */
    interface Ending<A, R> {
        R await(ObjectStore.Request<A> request) throws IOException;
    }

    /** @param maxBytes one request may always be under way, however large it is */
    Window(int maxRequests, long maxBytes, Ending<A, R> ending) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
        this.ending = ending;
    }

    /** Waits until there is room for a request of that size. Fails with an earlier request that failed. */
    void reserve(long size) throws IOException {
        while (isFull(size)) {
            awaitOldest();
        }
    }

    /** Waits for room, then begins a request. Fails with an earlier one that failed. */
    void begin(long size, Supplier<ObjectStore.Request<A>> request) throws IOException {
        reserve(size);
        bytes += size;
        running.add(new Running<>(request.get(), size));
    }

    private boolean isFull(long size) {
        return !running.isEmpty() && (running.size() >= maxRequests || bytes + size > maxBytes);
    }

    private void awaitOldest() throws IOException {
        Running<A> oldest = running.remove();
        bytes -= oldest.bytes();
        results.add(ending.await(oldest.request()));
    }

    /** Waits for the rest. */
    List<R> end() throws IOException {
        while (!running.isEmpty()) {
            awaitOldest();
        }
        return results;
    }

    /** Waits until no request is under way any more, whatever became of them. */
    void settle() {
        CompletableFuture.allOf(running.stream()
                        .map(each -> each.request().future().handle((done, failure) -> 0))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        running.clear();
    }
}
