package io.penstock.persistence.store;

import java.util.concurrent.CompletableFuture;

/** Tells live readers that there is something new. */
final class Commits {
    private static final CompletableFuture<Void> DONE = CompletableFuture.allOf();

    private volatile CompletableFuture<Void> next = new CompletableFuture<>();
    private volatile long lastOrdinal;

    Commits(long lastOrdinal) {
        this.lastOrdinal = lastOrdinal;
    }

    long lastOrdinal() {
        return lastOrdinal;
    }

    /** Called by whoever writes once the index knows the events. */
    void advance(long ordinal) {
        if (ordinal > lastOrdinal) {
            lastOrdinal = ordinal;
            CompletableFuture<Void> reached = next;
            next = new CompletableFuture<>();
            reached.complete(null);
        }
    }

    /** Completed once there is an event with a greater ordinal. */
    CompletableFuture<Void> after(long ordinal) {
        CompletableFuture<Void> future = next;
        // In this order: a commit between the two lines completes the future.
        return lastOrdinal > ordinal ? DONE : future;
    }
}
