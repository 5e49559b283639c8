package io.penstock.examples.connectors;

import io.penstock.connector.streams.OfferedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Offers numbers to a job, and writes down those that were answered; a later process offers all others again. */
final class Application implements Runnable {
    /** How many are offered before an answer. */
    static final int WINDOW = 200;

    private final OfferedSource<Long> source;
    private final InProcessJob.Setup setup;
    private final Semaphore window = new Semaphore(WINDOW);

    Application(OfferedSource<Long> source, InProcessJob.Setup setup) {
        this.source = source;
        this.setup = setup;
    }

    @Override
    public void run() {
        Path notes = setup.notes("answered");
        try {
            Set<String> done = new HashSet<>(LineFile.read(notes));
            LineFile answered = new LineFile(notes);
            for (long number = 0; number < setup.records(); number++) {
                if (!done.contains(Long.toString(number))) {
                    offer(number, answered);
                    LockSupport.parkNanos(1_000_000_000 / setup.perSecond());
                }
            }
            window.acquire(WINDOW);
            source.complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the application", e);
        }
    }

    private void offer(long number, LineFile answered) throws InterruptedException {
        window.acquire();
        source.offer(number).whenComplete((done, failure) -> {
            if (failure != null) {
                Thread thread = Thread.currentThread();
                Thread.getDefaultUncaughtExceptionHandler()
                        .uncaughtException(thread, new CompletionException("the offer of " + number, failure));
            }
            answered.append(number);
            window.release();
        });
    }
}
