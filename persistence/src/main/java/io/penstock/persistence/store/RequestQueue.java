package io.penstock.persistence.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the writer thread, limited by bytes: a caller is held while more would wait.
 *
 * <p>It also says whose turn it is to write: the writer thread's ({@link #take}), or that of a caller that found nothing
 * waiting and nobody writing ({@link #takeTurn}).
 */
final class RequestQueue {
    private final long maxBytes;
    private final long maxWaitMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private boolean turnTaken;
    /** With fewer than these the writer thread need not be woken. */
    private int wanted = 1;

    RequestQueue(long maxBytes, long maxWaitMillis) {
        this.maxBytes = maxBytes;
        this.maxWaitMillis = maxWaitMillis;
    }

    /** Adds a request, or fails it: after {@code maxWaitMillis} without room, or if the journal is closed. */
    void add(Request request) {
        addAll(List.of(request));
    }

    /** Adds requests in order, so that the writer thread is woken once for all of them. */
    void addAll(List<? extends Request> requests) {
        @Nullable RuntimeException[] refusals = new RuntimeException[requests.size()];
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
        lock.lock();
        try {
            for (int i = 0; i < refusals.length; i++) {
                refusals[i] = tryAdd(requests.get(i), deadline);
            }
        } finally {
            lock.unlock();
        }
        // Whoever waits for them must not run under the lock.
        for (int i = 0; i < refusals.length; i++) {
            if (refusals[i] != null) {
                requests.get(i).done().completeExceptionally(refusals[i]);
            }
        }
    }

    /** Lets the caller write at once, if nothing stands before it; then it must end its turn. */
    boolean takeTurn() {
        lock.lock();
        try {
            if (turnTaken || closed || !waiting.isEmpty()) {
                return false;
            }
            turnTaken = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What was done in the turn is seen by whoever has the next one. */
    void endTurn() {
        lock.lock();
        try {
            turnTaken = false;
            if (!waiting.isEmpty()) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for its turn and for at least one request, takes requests up to {@code maxBatchBytes}.
     *
     * @param companions so many are waited for, but for {@code waitNanos} at most
     */
    List<Request> take(long maxBatchBytes, int companions, long waitNanos) {
        List<Request> batch = new ArrayList<>();
        lock.lock();
        try {
            while (turnTaken || waiting.isEmpty()) {
                filled.awaitUninterruptibly();
            }
            awaitCompanions(companions, waitNanos);
            long taken = 0;
            Request next = waiting.peek();
            while (next != null && (batch.isEmpty() || taken + next.bytes() <= maxBatchBytes)) {
                batch.add(next);
                waiting.remove();
                taken += next.bytes();
                next = waiting.peek();
            }
            bytes -= taken;
            turnTaken = true;
            drained.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitCompanions(int companions, long waitNanos) {
        long left = waitNanos;
        wanted = companions;
        while (left > 0 && waiting.size() < companions && !closed) {
            try {
                left = filled.awaitNanos(left);
            } catch (InterruptedException e) {
                // The writer thread ends by a request; see Interrupts.
                Interrupts.clear();
            }
        }
        wanted = 1;
    }

    /** A request larger than the limit waits alone. */
    private boolean isFullFor(Request request) {
        return !waiting.isEmpty() && bytes + request.bytes() > maxBytes;
    }

    /** Called under the lock; waiting gives it up. */
    private @Nullable RuntimeException tryAdd(Request request, long deadline) {
        boolean interrupted = false;
        boolean late = false;
        while (!closed && !late && isFullFor(request)) {
            try {
                late = drained.awaitNanos(deadline - System.nanoTime()) <= 0 && isFullFor(request);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            return new IllegalStateException("The journal is closed; open it again to write.");
        }
        if (late) {
            return new IllegalStateException("The journal has " + bytes + " bytes waiting (max-pending = " + maxBytes
                    + ") and took none for " + maxWaitMillis + " ms (max-wait). Is the disk stuck?");
        }
        closed = request instanceof Request.Close;
        waiting.add(request);
        bytes += request.bytes();
        if (!turnTaken && (closed || waiting.size() >= wanted)) {
            filled.signal();
        }
        return null;
    }
}
