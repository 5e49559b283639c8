package io.penstock.persistence.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the writer thread, limited by bytes: a caller is held while more would wait. */
final class RequestQueue {
    private final long maxBytes;
    private final long maxWaitMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    RequestQueue(long maxBytes, long maxWaitMillis) {
        this.maxBytes = maxBytes;
        this.maxWaitMillis = maxWaitMillis;
    }

    /** Adds a request, or fails it: after {@code maxWaitMillis} without room, or if the journal is closed. */
    void add(Request request) {
        RuntimeException refusal = tryAdd(request);
        if (refusal != null) {
            request.done().completeExceptionally(refusal);
        }
    }

    /** Waits for at least one request, takes requests up to {@code maxBatchBytes}. */
    List<Request> take(long maxBatchBytes) {
        List<Request> batch = new ArrayList<>();
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                filled.awaitUninterruptibly();
            }
            long taken = 0;
            Request next = waiting.peek();
            while (next != null && (batch.isEmpty() || taken + next.bytes() <= maxBatchBytes)) {
                batch.add(next);
                waiting.remove();
                taken += next.bytes();
                next = waiting.peek();
            }
            bytes -= taken;
            drained.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    @org.jspecify.annotations.Nullable
    private RuntimeException tryAdd(Request request) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
            boolean interrupted = false;
            while (!closed && !waiting.isEmpty() && bytes + request.bytes() > maxBytes && left > 0) {
                try {
                    left = drained.awaitNanos(left);
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
            if (left <= 0) {
                return new IllegalStateException("The journal has " + bytes + " bytes waiting (max-pending = "
                        + maxBytes + ") and took none for " + maxWaitMillis + " ms (max-wait). Is the disk stuck?");
            }
            closed = request instanceof Request.Close;
            waiting.add(request);
            bytes += request.bytes();
            filled.signal();
            return null;
        } finally {
            lock.unlock();
        }
    }
}
