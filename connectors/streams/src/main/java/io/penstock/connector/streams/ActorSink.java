package io.penstock.connector.streams;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.ConnectorMetrics;
import io.penstock.connector.Guarantee;
import io.penstock.connector.RecordBatch;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;

/**
 * An actor as a sink: it is sent batches and answers each once it is done with it. A checkpoint waits for the answers, so
 * it is at least once: after a failure, batches since the last checkpoint come again, cut differently.
 *
 * @param <T> the records
 */
public final class ActorSink<T> implements Sink<T, Boolean> {
    private static final int DEFAULT_UNANSWERED = 10_000;

    private final ActorSystem<?> system;
    private final ActorRef<Batch<T>> actor;
    private final Duration timeout;
    private final int unanswered;

    /**
     * Records for an actor.
     *
     * @param lane which of the tasks of the sink sends them; the batches of a lane are in order
     * @param replyTo to be told once the records are processed; an error fails the sink task
     */
    public record Batch<T>(String sink, int lane, List<T> records, ActorRef<StatusReply<Done>> replyTo) {
        public Batch {
            records = List.copyOf(records);
        }
    }

    private ActorSink(ActorSystem<?> system, ActorRef<Batch<T>> actor, Duration timeout, int unanswered) {
        this.system = system;
        this.actor = actor;
        this.timeout = timeout;
        this.unanswered = unanswered;
    }

    /**
     * A sink of an actor.
     *
     * @param timeout how long an answer may take before the task fails
     */
    public static <T> ActorSink<T> to(ActorSystem<?> system, ActorRef<Batch<T>> actor, Duration timeout) {
        return new ActorSink<>(system, actor, timeout, DEFAULT_UNANSWERED);
    }

    /** How many records of a lane may be unanswered before it waits; 10,000 by default. */
    public ActorSink<T> unanswered(int records) {
        if (records < 1) {
            throw new IllegalArgumentException("at least 1 record may be unanswered, not " + records);
        }
        return new ActorSink<>(system, actor, timeout, records);
    }

    @Override
    public String describe() {
        return "actor " + actor.path();
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(Guarantee.AT_LEAST_ONCE, true);
    }

    /** Nothing is prepared. */
    @Override
    public Codec<Boolean> committableCodec() {
        return Codecs.BOOLEAN;
    }

    @Override
    public SinkWriter<T, Boolean> open(SinkContext context) {
        return new Writer(context);
    }

    @Override
    public Committer<Boolean> committer(SinkContext context) {
        return (List<Boolean> committables) -> {};
    }

    private final class Writer implements SinkWriter<T, Boolean> {
        private final SinkContext context;
        private final ConnectorMetrics.Gauge unconfirmed;
        private final Confirmations confirmations = new Confirmations(describe());

        Writer(SinkContext context) {
            this.context = context;
            this.unconfirmed = context.environment().metrics().gauge("unconfirmedRecords");
        }

        @Override
        public void write(RecordBatch<T> batch) throws Exception {
            List<T> records = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                records.add(batch.value(i));
            }
            confirmations.awaitAtMost(Math.max(0, unanswered - records.size()), timeout);
            confirmations.sent(records.size());
            CompletionStage<Done> answer = AskPattern.askWithStatus(
                    actor,
                    replyTo -> new Batch<>(context.sinkName(), context.lane(), records, replyTo),
                    timeout,
                    system.scheduler());
            answer.whenComplete((done, failure) -> {
                if (failure == null) {
                    confirmations.confirmed(records.size());
                } else {
                    confirmations.over(failure);
                }
            });
            unconfirmed.set(confirmations.unconfirmed());
            confirmations.check();
        }

        @Override
        public List<Boolean> prepare(long epoch) throws Exception {
            confirmations.awaitAtMost(0, timeout);
            confirmations.check();
            unconfirmed.set(confirmations.unconfirmed());
            return List.of();
        }

        @Override
        public void close() {}
    }
}
