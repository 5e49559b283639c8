package io.penstock.connector.streams;

import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.SinkWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/** Writes into a running stream, a batch at a time, as fast as it takes them. */
final class StreamsWriter<T> implements SinkWriter<T, Boolean> {
    private final SourceQueueWithComplete<List<T>> queue;
    private final Confirmations confirmations;
    private final boolean confirms;
    /** Given to the stream, and not come out of it. */
    private final ConnectorMetrics.Gauge unconfirmed;

    private final Duration timeout;
    private final String target;

    StreamsWriter(
            Flow<T, ?, ?> flow,
            boolean confirms,
            ClassicActorSystemProvider system,
            Duration timeout,
            String target,
            ConnectorMetrics metrics) {
        this.confirms = confirms;
        this.timeout = timeout;
        this.target = target;
        this.unconfirmed = metrics.gauge("unconfirmedRecords");
        this.confirmations = new Confirmations(target);
        Pair<SourceQueueWithComplete<List<T>>, CompletionStage<Done>> running = Source.<List<T>>queue(
                        1, OverflowStrategy.backpressure())
                .mapConcat(batch -> batch)
                .via(flow)
                .toMat(Sink.foreach(written -> confirmations.confirmed(1)), Keep.both())
                .run(system);
        this.queue = running.first();
        running.second().whenComplete((done, failure) -> confirmations.over(failure));
    }

    @Override
    public void write(RecordBatch<T> batch) throws Exception {
        confirmations.check();
        List<T> values = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            values.add(batch.value(i));
        }
        confirmations.sent(values.size());
        QueueOfferResult result;
        try {
            result = queue.offer(values).toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    target + " has not taken a batch of " + values.size() + " records within " + timeout.toMillis()
                            + " ms: raise the timeout of the sink if it is only slow",
                    e);
        } catch (ExecutionException e) {
            throw new IOException(target + " has failed", e.getCause());
        }
        if (!result.isEnqueued()) {
            throw new IOException(target + " has ended and takes no more records: " + result);
        }
        unconfirmed.set(confirmations.unconfirmed());
    }

    @Override
    public List<Boolean> prepare(long epoch) throws Exception {
        if (confirms) {
            confirmations.awaitAtMost(0, timeout);
        } else {
            confirmations.check();
        }
        unconfirmed.set(confirmations.unconfirmed());
        return List.of();
    }

    /** What is in the stream goes on to its end. */
    @Override
    public void close() {
        queue.complete();
    }
}
