package io.penstock.connector.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A running stream, pulled a list at a time; what comes while nobody takes it is collected, up to a limit, and then the
 * stream is held back. For one thread at a time.
 */
final class Pulled<E> implements AutoCloseable {
    private final SinkQueueWithCancel<List<E>> queue;
    private final Runnable wakeUp;
    private CompletableFuture<Optional<List<E>>> next;

    /**
     * Runs the stream.
     *
     * @param most elements in a list
     * @param wakeUp called when a list is there, or the end, that was not when it was asked for
     */
    Pulled(Source<E, ?> stream, ClassicActorSystemProvider system, int most, Runnable wakeUp) {
        this.wakeUp = wakeUp;
        this.queue = stream.<List<E>>batch(
                        most,
                        first -> {
                            List<E> list = new ArrayList<>();
                            list.add(first);
                            return list;
                        },
                        (list, element) -> {
                            list.add(element);
                            return list;
                        })
                .toMat(Sink.queue(1), Keep.right())
                .run(system);
        this.next = pull();
    }

    private CompletableFuture<Optional<List<E>>> pull() {
        CompletionStage<Optional<List<E>>> pulled = queue.pull();
        CompletableFuture<Optional<List<E>>> asked = pulled.toCompletableFuture();
        if (!asked.isDone()) {
            pulled.whenComplete((list, failure) -> wakeUp.run());
        }
        return asked;
    }

    /** True if {@link #take} gives something at once. */
    boolean isReady() {
        return next.isDone();
    }

    /**
     * What was collected, or empty at the end of the stream.
     *
     * @throws Exception what the stream failed with
     */
    Optional<List<E>> take() throws Exception {
        Optional<List<E>> taken;
        try {
            taken = next.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        if (taken.isPresent()) {
            next = pull();
        }
        return taken;
    }

    @Override
    public void close() {
        queue.cancel();
    }
}
