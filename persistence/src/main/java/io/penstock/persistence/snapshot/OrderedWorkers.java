package io.penstock.persistence.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads of which each persistence id always meets the same one, so that its saves and deletes keep their order. */
final class OrderedWorkers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    private final List<ThreadPoolExecutor> workers = new ArrayList<>();

    OrderedWorkers(String name, int threads, int maxWaiting) {
        if (threads < 1 || threads > 256 || maxWaiting < 1) {
            throw new IllegalArgumentException("io-threads = " + threads + ", max-waiting = " + maxWaiting
                    + ": legal are 1 to 256 threads and at least 1 waiting request.");
        }
        for (int i = 0; i < threads; i++) {
            ThreadPoolExecutor worker = new ThreadPoolExecutor(
                    1, 1, CLOSE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), task -> {
                        Thread thread = new Thread(task, name);
                        thread.setDaemon(true);
                        return thread;
                    });
            worker.allowCoreThreadTimeOut(true);
            workers.add(worker);
        }
    }

    void execute(String persistenceId, Runnable work) {
        try {
            workers.get(Math.floorMod(persistenceId.hashCode(), workers.size())).execute(work);
        } catch (RejectedExecutionException e) {
            throw new RejectedExecutionException(
                    "The snapshot store is stopping, or as many requests wait already as max-waiting allows.", e);
        }
    }

    /** Finishes what was asked for. */
    @Override
    public void close() {
        workers.forEach(ThreadPoolExecutor::shutdown);
        try {
            for (ThreadPoolExecutor worker : workers) {
                if (!worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    worker.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
