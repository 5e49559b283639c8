package io.penstock.connector.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the calls of one task to a connector, one after the other: where they may block each on another of two threads,
 * since the engine promises no more than that; else on the thread of the test.
 */
final class Calls implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService[] threads;
    private int turn;

    private Calls(ExecutorService... threads) {
        this.threads = threads;
    }

    static Calls of(boolean blocking) {
        return blocking ? new Calls(thread(), thread()) : new Calls();
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "contract-call-" + NUMBER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    <R> R call(Callable<R> call) throws Exception {
        if (threads.length == 0) {
            return call.call();
        }
        try {
            return start(call).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    /** Begins a call; the next one may not begin before it has ended. Only where calls may block. */
    <R> Future<R> start(Callable<R> call) {
        turn = (turn + 1) % threads.length;
        return threads[turn].submit(call);
    }

    @Override
    public void close() {
        for (ExecutorService thread : threads) {
            thread.shutdown();
        }
    }
}
