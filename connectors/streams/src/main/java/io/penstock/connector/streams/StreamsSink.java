package io.penstock.connector.streams;

import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.connector.Committer;
import io.penstock.connector.Guarantee;
import io.penstock.connector.Sink;
import io.penstock.connector.SinkContext;
import io.penstock.connector.SinkTraits;
import io.penstock.connector.SinkWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * A sink or flow of Pekko Streams as a sink of a job. The stream is run for each lane when its task starts.
 *
 * <p>{@link #confirmed}: at least once. The flow gives out one element for each that it has written, in any order, and a
 * checkpoint waits until as many came out as went in. {@link #of}: best effort, as nothing says what a plain sink has
 * written.
 *
 * @param <T> the records
 */
public final class StreamsSink<T> implements Sink<T, Boolean> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final Supplier<Flow<T, ?, ?>> flow;
    private final boolean confirms;
    private final ClassicActorSystemProvider system;
    private final Duration timeout;
    private final String description;

    private StreamsSink(
            Supplier<Flow<T, ?, ?>> flow,
            boolean confirms,
            ClassicActorSystemProvider system,
            Duration timeout,
            String description) {
        this.flow = flow;
        this.confirms = confirms;
        this.system = system;
        this.timeout = timeout;
        this.description = description;
    }

    /** A sink of which nobody hears what it has written: best effort. */
    public static <T> StreamsSink<T> of(
            ClassicActorSystemProvider system, Supplier<org.apache.pekko.stream.javadsl.Sink<T, ?>> sink) {
        return new StreamsSink<>(
                () -> Flow.<T, NotUsed>fromSinkAndSourceCoupled(
                        sink.get(), org.apache.pekko.stream.javadsl.Source.maybe()),
                false,
                system,
                DEFAULT_TIMEOUT,
                "a stream");
    }

    /** A flow that gives out one element, whichever, for each that is written for good: at least once. */
    public static <T> StreamsSink<T> confirmed(ClassicActorSystemProvider system, Supplier<Flow<T, ?, ?>> flow) {
        return new StreamsSink<>(flow, true, system, DEFAULT_TIMEOUT, "a confirmed stream");
    }

    /** How long a write waits for the stream to take a batch, and a checkpoint for its confirmations; then the task fails. */
    public StreamsSink<T> timeout(Duration longest) {
        if (longest.toMillis() < 1) {
            throw new IllegalArgumentException("the timeout of a sink must be at least 1 ms, not " + longest);
        }
        return new StreamsSink<>(flow, confirms, system, longest, description);
    }

    /** What plans and errors call it. */
    public StreamsSink<T> describedAs(String text) {
        return new StreamsSink<>(flow, confirms, system, timeout, text);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public SinkTraits traits() {
        return new SinkTraits(confirms ? Guarantee.AT_LEAST_ONCE : Guarantee.BEST_EFFORT, true);
    }

    /** Nothing is prepared. */
    @Override
    public Codec<Boolean> committableCodec() {
        return Codecs.BOOLEAN;
    }

    @Override
    public SinkWriter<T, Boolean> open(SinkContext context) {
        return new StreamsWriter<>(
                flow.get(),
                confirms,
                system,
                timeout,
                description + " of sink " + context.sinkName() + ", lane " + context.lane(),
                context.environment().metrics());
    }

    @Override
    public Committer<Boolean> committer(SinkContext context) {
        return (List<Boolean> committables) -> {};
    }
}
