package io.penstock.connector.socket;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where what the threads of connections receive waits for the task that reads: bounded in records and in bytes. A single
 * record that is larger than the bound passes alone. Thread-safe.
 */
final class HandOver<E> {
    private record Waiting<E>(E element, long bytes) {}

    private final int maxRecords;
    private final long maxBytes;
    private final Runnable wakeUp;
    private final ArrayDeque<Waiting<E>> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** @param wakeUp called when there is something behind a time in which there was nothing */
    HandOver(int maxRecords, long maxBytes, Runnable wakeUp) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.wakeUp = wakeUp;
    }

    /**
     * Hands over, and waits while it is full.
     *
     * @return false if it is closed, and the element was not taken
     */
    boolean put(E element, long size) throws InterruptedException {
        boolean first;
        synchronized (this) {
            while (!closed && !waiting.isEmpty() && (waiting.size() >= maxRecords || bytes + size > maxBytes)) {
                wait();
            }
            if (closed) {
                return false;
            }
            first = waiting.isEmpty();
            waiting.add(new Waiting<>(element, size));
            bytes += size;
        }
        if (first) {
            wakeUp.run();
        }
        return true;
    }

    /** The oldest one, or null if there is none. Never waits. */
    synchronized @Nullable E poll() {
        Waiting<E> next = waiting.poll();
        if (next == null) {
            return null;
        }
        bytes -= next.bytes();
        notifyAll();
        return next.element();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Drops what is there and takes nothing more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        bytes = 0;
        notifyAll();
    }
}
