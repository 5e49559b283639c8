package io.penstock.engine.task;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;

/**
 * Runs the calls of a task that may block, one after the other, on a dispatcher for that. What is closed is closed behind
 * the last call, also when the task has ended meanwhile. Owned by its task.
 */
final class Blocking {
    private final Executor executor;
    private CompletionStage<?> last = CompletableFuture.completedStage(null);

    Blocking(Executor executor) {
        this.executor = executor;
    }

    <R> CompletionStage<R> run(Callable<R> call) {
        CompletionStage<R> next = last.handleAsync(
                (done, failure) -> {
                    try {
                        return call.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
        last = next;
        return next;
    }

    /** Closes something behind all calls so far. A failure is logged: what mattered was prepared or committed before. */
    void close(AutoCloseable resource, String what, Logger log) {
        attempt(resource, "closing " + what, log);
    }

    /** Makes a call behind all calls so far, on whose success nothing depends: a failure is logged. */
    void attempt(AutoCloseable call, String what, Logger log) {
        last = last.handleAsync(
                (done, failure) -> {
                    try {
                        call.close();
                    } catch (Exception e) {
                        log.warn("{} failed", what, e);
                    }
                    return null;
                },
                executor);
    }

    /** What a call failed with. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
