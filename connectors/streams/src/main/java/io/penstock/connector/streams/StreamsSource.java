package io.penstock.connector.streams;

import io.penstock.codec.BinaryInput;
import io.penstock.codec.BinaryOutput;
import io.penstock.codec.Codec;
import io.penstock.codec.Codecs;
import io.penstock.codec.Schema;
import io.penstock.connector.Guarantee;
import io.penstock.connector.ReadSettings;
import io.penstock.connector.Source;
import io.penstock.connector.SourceReader;
import io.penstock.connector.SourceTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.jspecify.annotations.Nullable;

/**
 * A source of Pekko Streams as a source of a job. The stream is run when the task starts and cancelled when it ends; it is
 * pulled no faster than the job takes its elements. What it can promise depends on what the stream can do:
 *
 * <table>
 * <caption>Kinds</caption>
 * <tr><th>made by</th><th>the stream</th><th>intake</th></tr>
 * <tr><td>{@link #resumable}</td><td>goes on behind a position</td><td>exactly once</td></tr>
 * <tr><td>{@link #acknowledged}</td><td>gives again what was not acknowledged</td><td>at least once; exactly once with
 * {@code deduplicate} behind it</td></tr>
 * <tr><td>{@link #of}</td><td>can do neither</td><td>best effort</td></tr>
 * </table>
 *
 * The streams of the last two kinds go through the ingress journal, so that what is in there is processed exactly once.
 *
 * @param <E> the elements of the stream
 * @param <T> the records
 */
public final class StreamsSource<E, T> implements Source<T, StreamsSplit> {
    private static final int BATCH = 256;

    private final Kind<E, T> kind;
    private final ClassicActorSystemProvider system;
    private final String description;
    private final int parts;
    private final boolean bounded;

    /**
     * What the stream can do.
     *
     * @param open the stream of a part behind a position, which is empty for the beginning
     * @param position behind an element, as it is kept
     * @param acknowledge what to do with an element once it is safe
     * @param records how records are journaled; null if the stream goes on behind a position
     */
    private record Kind<E, T>(
            Open<E> open,
            Function<E, T> value,
            Function<E, byte[]> position,
            Function<E, CompletionStage<?>> acknowledge,
            @Nullable Codec<T> records,
            Guarantee intake) {}

    private interface Open<E> {
        org.apache.pekko.stream.javadsl.Source<E, ?> behind(int part, byte[] position);
    }

    private StreamsSource(
            Kind<E, T> kind, ClassicActorSystemProvider system, String description, int parts, boolean bounded) {
        this.kind = kind;
        this.system = system;
        this.description = description;
        this.parts = parts;
        this.bounded = bounded;
    }

    /**
     * A stream that is run once for each start of the task, and may lose or repeat elements then: best effort.
     *
     * @param codec how records are written into the ingress journal
     */
    public static <T> StreamsSource<T, T> of(
            ClassicActorSystemProvider system,
            Supplier<org.apache.pekko.stream.javadsl.Source<T, ?>> stream,
            Codec<T> codec) {
        return new StreamsSource<>(
                new Kind<>(
                        (part, position) -> stream.get(),
                        element -> element,
                        element -> new byte[0],
                        element -> CompletableFuture.completedStage(null),
                        codec,
                        Guarantee.BEST_EFFORT),
                system,
                "a stream",
                1,
                false);
    }

    /**
     * A stream whose elements are acknowledged, as those of a broker are; what was not, it gives again. An element is
     * acknowledged once it is in the ingress journal.
     *
     * @param value the record in an element
     * @param acknowledge called in order, not waiting for one another; a failure is logged, as the element then comes again
     * @param codec how records are written into the ingress journal
     */
    public static <E, T> StreamsSource<E, T> acknowledged(
            ClassicActorSystemProvider system,
            Supplier<org.apache.pekko.stream.javadsl.Source<E, ?>> stream,
            Function<E, T> value,
            Function<E, CompletionStage<?>> acknowledge,
            Codec<T> codec) {
        return new StreamsSource<>(
                new Kind<>(
                        (part, position) -> stream.get(),
                        value,
                        element -> new byte[0],
                        acknowledge,
                        codec,
                        Guarantee.AT_LEAST_ONCE),
                system,
                "an acknowledged stream",
                1,
                false);
    }

    /**
     * A stream that can be run from any position and then gives the same elements, such as a query of events by offset.
     *
     * @param stream from behind a position, or from the beginning if that is empty
     * @param positions how positions are written into snapshots
     */
    public static <T, P> StreamsSource<Positioned<T, P>, T> resumable(
            ClassicActorSystemProvider system,
            Function<Optional<P>, org.apache.pekko.stream.javadsl.Source<Positioned<T, P>, ?>> stream,
            Codec<P> positions) {
        return resumable(system, 1, part -> stream, positions);
    }

    /**
     * Several such streams, which are dealt out to the tasks.
     *
     * @param stream for each part
     */
    public static <T, P> StreamsSource<Positioned<T, P>, T> resumable(
            ClassicActorSystemProvider system,
            int parts,
            IntFunction<Function<Optional<P>, org.apache.pekko.stream.javadsl.Source<Positioned<T, P>, ?>>> stream,
            Codec<P> positions) {
        if (parts < 1) {
            throw new IllegalArgumentException("a source has 1 stream or more, not " + parts);
        }
        return new StreamsSource<>(
                new Kind<>(
                        (part, position) -> stream.apply(part).apply(decode(positions, position)),
                        Positioned::value,
                        element -> encode(positions, element.position()),
                        element -> CompletableFuture.completedStage(null),
                        null,
                        Guarantee.EXACTLY_ONCE),
                system,
                "a resumable stream",
                parts,
                false);
    }

    private static <P> byte[] encode(Codec<P> codec, P position) {
        BinaryOutput out = new BinaryOutput(32);
        codec.schema().encode(out);
        codec.encode(position, out);
        return out.toByteArray();
    }

    private static <P> Optional<P> decode(Codec<P> codec, byte[] position) {
        if (position.length == 0) {
            return Optional.empty();
        }
        BinaryInput in = new BinaryInput(position);
        return Optional.of(codec.decoder(Schema.decode(in)).decode(in));
    }

    /** What plans and errors call it. */
    public StreamsSource<E, T> describedAs(String text) {
        return new StreamsSource<>(kind, system, text, parts, bounded);
    }

    /** Declares that the stream completes. One that does ends the source either way; this is for plans. */
    public StreamsSource<E, T> bounded() {
        return new StreamsSource<>(kind, system, description, parts, true);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public SourceTraits traits() {
        return new SourceTraits(kind.records() == null, bounded, true);
    }

    @Override
    public Guarantee intake() {
        return kind.intake();
    }

    @Override
    public List<String> preconditions() {
        return kind.records() == null
                ? List.of("the stream gives the same elements again when it is run from the same position")
                : List.of();
    }

    @Override
    public Optional<Codec<T>> recordCodec() {
        return Optional.ofNullable(kind.records());
    }

    @Override
    public List<StreamsSplit> splits() {
        List<StreamsSplit> splits = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            splits.add(new StreamsSplit(part, 0, new byte[0]));
        }
        return splits;
    }

    @Override
    public Codec<StreamsSplit> splitCodec() {
        return Codecs.of(StreamsSplit.class);
    }

    @Override
    public SourceReader<T, StreamsSplit> reader(ReadSettings settings) {
        return split -> new StreamsReader<>(
                new Pulled<>(kind.open().behind(split.part(), split.position()), system, BATCH, settings.wakeUp()),
                split,
                kind.value(),
                kind.position(),
                kind.records() == null ? null : kind.acknowledge(),
                description,
                settings.environment().metrics());
    }
}
