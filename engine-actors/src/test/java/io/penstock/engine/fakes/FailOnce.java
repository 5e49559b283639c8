package io.penstock.engine.fakes;

import java.util.concurrent.atomic.AtomicInteger;

/** Fails a given number of times, and remembers that it did. Thread-safe. */
public final class FailOnce {
    private final AtomicInteger left;
    private final AtomicInteger failed = new AtomicInteger();

    public FailOnce() {
        this(1);
    }

    public FailOnce(int times) {
        left = new AtomicInteger(times);
    }

    /** Throws, if the condition holds and it has not failed often enough. */
    public void when(boolean condition) {
        if (condition && isDue()) {
            throw new Injected();
        }
    }

    /** True as often as it is to fail. */
    public boolean isDue() {
        if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            failed.incrementAndGet();
            return true;
        }
        return false;
    }

    public int failures() {
        return failed.get();
    }

    /** What a test made happen. */
    public static final class Injected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Injected() {
            super("injected by the test", null, false, false);
        }
    }
}
