package io.penstock.connector.streams;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counts what was sent and what was confirmed; one thread waits, others confirm. */
final class Confirmations {
    private final String target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long sent;
    private long confirmed;
    private @Nullable Throwable failure;
    private boolean over;

    /** @param target for errors */
    Confirmations(String target) {
        this.target = target;
    }

    void sent(int count) {
        lock.lock();
        try {
            sent += count;
        } finally {
            lock.unlock();
        }
    }

    void confirmed(int count) {
        lock.lock();
        try {
            confirmed += count;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many were sent and are not confirmed. */
    long unconfirmed() {
        lock.lock();
        try {
            return sent - confirmed;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will be confirmed: whatever is waited for fails, with this cause if there is one. */
    void over(@Nullable Throwable cause) {
        lock.lock();
        try {
            over = true;
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails if nothing more will be confirmed. */
    void check() throws IOException {
        lock.lock();
        try {
            if (over) {
                throw new IOException(
                        target + " has ended, with " + (sent - confirmed) + " records not confirmed", failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until not more than so many are not confirmed. */
    void awaitAtMost(long unconfirmed, Duration timeout) throws IOException, InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (sent - confirmed > unconfirmed) {
                check();
                if (left <= 0) {
                    throw new IOException(target + " has not confirmed " + (sent - confirmed) + " records within "
                            + timeout.toMillis()
                            + " ms: it is slow or away, or gives out fewer elements than it is sent."
                            + " Raise the timeout of the sink if it is only slow");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
